package dev.freshet.app;

import dev.freshet.learner.decoder.Decoder;
import dev.freshet.learner.decoder.ModelConfig;
import dev.freshet.learner.decoder.RopeConfig;
import dev.freshet.learner.tokenizer.BpeTrainer;
import dev.freshet.learner.tokenizer.TokenizerFile;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Torch;
import dev.freshet.tensor.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A model directory with random weights and a tokenizer of its own. */
public final class TinyModel {
  static final String TEXT =
      "The river rises in the hills and runs to the sea. The sea takes the river in. ";

  private TinyModel() {}

  /** A context of 64, and a few thousand weights. */
  public static Path in(Path directory) throws IOException {
    return in(directory, 32, 64);
  }

  static Path in(Path directory, int width, int context) throws IOException {
    Files.createDirectories(directory);
    BpeTrainer trainer = new BpeTrainer("<|end|>");
    trainer.read(TEXT.repeat(4));
    BpeTrainer.Vocabulary vocabulary = trainer.train(300);
    TokenizerFile.write(vocabulary, directory.resolve("tokenizer.json"));
    ModelConfig config =
        new ModelConfig(
            vocabulary.tokens().size(),
            width,
            2,
            4,
            2,
            width / 4,
            2 * width,
            context,
            1e-5,
            new RopeConfig(10_000, new RopeConfig.None()),
            true,
            false,
            false,
            0,
            List.of(0));
    Files.writeString(directory.resolve("config.json"), config.toJson());
    Torch.start(0);
    try (Scope scope = Scope.on(Torch.device("cpu"))) {
      SafetensorsWriter.write(
          directory.resolve("model.safetensors"),
          new Decoder(config).initialise(7),
          SafetensorsWriter.Precision.F32,
          Map.of("format", "pt"));
    }
    return directory;
  }

  /**
   * Settings for a lane of it that learns in plain steps and is not scored.
   *
   * @param reference what damage would be measured on
   */
  static List<String> settings(Path model, Path reference, String... more) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "model.directory=" + model,
                "evaluator.enabled=false",
                "evaluator.reference=" + reference,
                "adapter.learning-rate=0.01",
                "adapter.weighting=uniform",
                "adapter.anchor.weight=0"));
    settings.addAll(List.of(more));
    return settings;
  }
}
