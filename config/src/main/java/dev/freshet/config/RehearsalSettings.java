package dev.freshet.config;

/** Earlier documents that a step learns again beside the new ones, so that they are kept. */
public record RehearsalSettings(
    @Setting(value = "Earlier documents in a step; 0 is none.", byDefault = "0") int documents,
    @Setting(value = "Only every so many steps.", byDefault = "1") int every,
    @Setting(
            value = "What their mean loss counts in the step; that of the new documents counts 1.",
            byDefault = "1.0")
        double weight,
    @Setting(
            value =
                "Documents that are kept to be drawn from, a uniform sample of all that were learned,"
                    + " per lane. Their texts are part of checkpoints.",
            byDefault = "256")
        int size) {
  public RehearsalSettings {
    Check.that(documents >= 0 && documents <= 64, "documents", "is 0 to 64");
    Check.that(every >= 1 && every <= 1_000_000, "every", "is 1 to 1000000");
    Check.that(weight > 0 && weight <= 100, "weight", "is above 0, at most 100");
    Check.that(size >= 1 && size <= 65_536, "size", "is 1 to 65536");
  }

  public boolean isOn() {
    return documents > 0;
  }
}
