package dev.freshet.config;

/** A step that moves only what is special to its document. */
public record SparseSettings(
    @Setting(
            value =
                "Neurons of the feed-forward layers that a step moves: those whose activation is the"
                    + " most special to its documents; nothing else moves. 0 moves all weights.",
            byDefault = "0")
        int neurons,
    @Setting(
            value = "A plain text file that says how usual it is for each neuron to be active.",
            byDefault = "")
        String text,
    @Setting(
            value = "Windows of it, of the model's context, that are read at a start.",
            byDefault = "64")
        int windows) {
  public SparseSettings {
    Check.that(neurons >= 0 && neurons <= 10_000_000, "neurons", "is 0 to 10000000");
    Check.that(
        neurons == 0 || !text.isBlank(), "text", "names a text file where `neurons` is above 0");
    Check.that(windows >= 1 && windows <= 10_000, "windows", "is 1 to 10000");
  }

  public boolean isOn() {
    return neurons > 0;
  }
}
