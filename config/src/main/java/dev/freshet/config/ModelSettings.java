package dev.freshet.config;

/** The base model and where it computes. */
public record ModelSettings(
    @Setting(
            value =
                "A directory in Hugging Face layout: config.json, model.safetensors,"
                    + " tokenizer.json. A relative path is looked for beside the launcher too.",
            byDefault = "models/freshet-base")
        String directory,
    @Setting(
            value =
                "`auto`, `cpu` or `cuda:N`; the last needs PyTorch's native library for CUDA in place of"
                    + " the bundled one for processors.",
            byDefault = "auto")
        String device,
    @Setting(
            value =
                "Threads inside one tensor operation; 0 takes one per core, less one for the rest"
                    + " of the work, at most 8. Part of what makes results repeat: another count"
                    + " gives other last bits.",
            byDefault = "0")
        int threads) {
  public ModelSettings {
    Check.that(!directory.isBlank(), "directory", "names a directory");
    Check.that(device.matches("auto|cpu|cuda:\\d{1,3}"), "device", "is `auto`, `cpu` or `cuda:N`");
    Check.that(threads >= 0 && threads <= 256, "threads", "is 0 to 256");
  }
}
