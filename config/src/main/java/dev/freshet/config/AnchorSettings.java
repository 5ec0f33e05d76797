package dev.freshet.config;

/** What holds the model to the base on a text that is not learned. */
public record AnchorSettings(
    @Setting(
            value =
                "What KL(base || now) on windows of the text counts in each step, beside the loss of"
                    + " the documents, which counts 1; 0 is off.",
            byDefault = "6.0")
        double weight,
    @Setting(
            value =
                "How many windows a step draws, others than the step before; in several passes"
                    + " each draws so many.",
            byDefault = "6")
        int windows,
    @Setting(value = "Tokens in a window, at most the model's context.", byDefault = "64")
        int tokens,
    @Setting(
            value =
                "A plain text file of what should stay as it is, in the model's directory or"
                    + " elsewhere; another one than `evaluator.reference`, on which damage is"
                    + " measured. `freshet generate text` writes one.",
            byDefault = "usual.txt")
        String text) {
  public AnchorSettings {
    Check.that(weight >= 0 && weight <= 10_000, "weight", "is 0 to 10000");
    Check.that(windows >= 1 && windows <= 1024, "windows", "is 1 to 1024");
    Check.that(tokens >= 2 && tokens <= 65_536, "tokens", "is 2 to 65536");
    Check.that(
        weight == 0 || !text.isBlank(), "text", "names a text file where `weight` is above 0");
  }

  public boolean isOn() {
    return weight > 0;
  }
}
