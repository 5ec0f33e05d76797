package dev.freshet.bench.faults;

import dev.freshet.learner.decoder.Decoder;
import dev.freshet.learner.decoder.ModelConfig;
import dev.freshet.learner.decoder.RopeConfig;
import dev.freshet.learner.tokenizer.BpeTrainer;
import dev.freshet.learner.tokenizer.TokenizerFile;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.TensorTree;
import dev.freshet.tensor.Torch;
import dev.freshet.tensor.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A model directory of about 100,000 random weights, its tokenizer trained on a text. */
final class SmallModel {
  private static final int VOCABULARY = 512;
  private static final int WIDTH = 64;

  private SmallModel() {}

  static Path in(Path directory, String text) throws IOException {
    Files.createDirectories(directory);
    BpeTrainer trainer = new BpeTrainer("<|end|>");
    trainer.read(text);
    BpeTrainer.Vocabulary vocabulary = trainer.train(VOCABULARY);
    TokenizerFile.write(vocabulary, directory.resolve("tokenizer.json"));
    ModelConfig config =
        new ModelConfig(
            vocabulary.tokens().size(),
            WIDTH,
            2,
            4,
            2,
            WIDTH / 4,
            2 * WIDTH,
            128,
            1e-5,
            new RopeConfig(10_000, new RopeConfig.None()),
            true,
            false,
            false,
            0,
            List.of(0));
    Files.writeString(directory.resolve("config.json"), config.toJson());
    Torch.start(1);
    try (Scope scope = Scope.on(Torch.device("cpu"))) {
      TensorTree weights = new Decoder(config).initialise(7);
      SafetensorsWriter.write(
          directory.resolve("model.safetensors"),
          weights,
          SafetensorsWriter.Precision.F32,
          Map.of("format", "pt"));
    }
    return directory;
  }
}
