package dev.freshet.config;

/** Checkpoints and their retention. */
public record CheckpointSettings(
    @Setting(value = "Steps between two checkpoints.", byDefault = "100") int every,
    @Setting(
            value = "Checkpoints kept per lane; at least 3, so that one ahead of a commit can go.",
            byDefault = "5")
        int keep,
    @Setting(
            value =
                "Of the older ones, the first in each so many steps is kept as well; 0 keeps none. Keeps"
                    + " the way short for `forget` and `rollback`, and grows without end.",
            byDefault = "0")
        int keepEvery,
    @Setting(value = "Largest chunk that a tensor is cut into.", byDefault = "1MiB")
        DataSize chunkSize,
    @Setting(value = "RocksDB's one shared block cache.", byDefault = "32MiB") DataSize cacheSize,
    @Setting(
            value =
                "A folder, such as a network mount, that holds a copy of the checkpoints for other"
                    + " machines, and for an evaluator by itself; empty for none.",
            byDefault = "")
        String mirror) {
  public CheckpointSettings {
    Check.that(every >= 1 && every <= 1_000_000, "every", "is 1 to 1000000");
    Check.that(keep >= 3 && keep <= 10_000, "keep", "is 3 to 10000");
    Check.that(keepEvery >= 0 && keepEvery <= 100_000_000, "keep-every", "is 0 to 100000000 steps");
    Check.that(
        chunkSize.bytes() >= 4096 && chunkSize.bytes() <= 64L << 20,
        "chunk-size",
        "is 4KiB to 64MiB");
    Check.that(
        cacheSize.bytes() >= 1 << 20 && cacheSize.bytes() <= 64L << 30,
        "cache-size",
        "is 1MiB to 64GiB");
  }
}
