package dev.freshet.config;

/** The folder of everything that outlives a run. */
public record StateSettings(
    @Setting(
            value =
                "Holds checkpoints, Kafka Streams' own state, the embedded broker's log and the log"
                    + " file.",
            byDefault = ".freshet")
        String directory) {
  public StateSettings {
    Check.that(!directory.isBlank(), "directory", "names a directory");
  }
}
