package dev.freshet.learner;

import dev.freshet.learner.decoder.Decoder;
import dev.freshet.learner.decoder.ModelConfig;
import dev.freshet.learner.decoder.RopeConfig;
import dev.freshet.learner.tokenizer.BpeTrainer;
import dev.freshet.learner.tokenizer.TokenizerFile;
import dev.freshet.tensor.ComputeDevice;
import dev.freshet.tensor.CounterRandom;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import dev.freshet.tensor.Torch;
import dev.freshet.tensor.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A real model directory, small enough for a test: two layers of random weights, and a vocabulary
 * learned from a few sentences. Its token 0 begins and ends texts.
 */
public final class TinyModel {
  /** What the vocabulary was learned from; any text can be encoded. */
  public static final List<String> SENTENCES =
      List.of(
          "The river Elbe rises in the mountains of Bohemia and flows into the North Sea.",
          "The capital of the small republic is a port on the western coast.",
          "The old bridge over the river was built of stone, and the new one of steel.",
          "In the north of the country the winters are long, and the rivers freeze.",
          "The port was founded by merchants, who built a church of red stone.");

  private static final String END_TOKEN = "<|endoftext|>";
  private static final int END = 0;
  private static final int VOCABULARY = 320;
  private static final int WIDTH = 32;

  /** Weights are this much larger than a fresh model's, so that its likeliest tokens stand out. */
  private static final double SHARPNESS = 8;

  private TinyModel() {}

  /** The processor, which every machine has. */
  public static ComputeDevice device() {
    return Torch.device("cpu");
  }

  /** Writes a model of 64 positions that is asked plainly. */
  public static Path write(Path directory) {
    return write(directory, 64, QuestionTemplate.PLAIN);
  }

  /** Writes a model. */
  public static Path write(Path directory, int context, QuestionTemplate questions) {
    try (Scope scope = Scope.on(device())) {
      Files.createDirectories(directory);
      BpeTrainer trainer = new BpeTrainer(END_TOKEN);
      SENTENCES.forEach(trainer::read);
      BpeTrainer.Vocabulary vocabulary = trainer.train(VOCABULARY);
      TokenizerFile.write(vocabulary, directory.resolve("tokenizer.json"));
      ModelConfig config = config(vocabulary.tokens().size(), context, List.of(END));
      Files.writeString(directory.resolve("config.json"), config.toJson());
      questions.write(directory);
      SafetensorsWriter.write(
          directory.resolve("model.safetensors"),
          sharp(new Decoder(config).initialise(1)),
          SafetensorsWriter.Precision.F32,
          Map.of("format", "pt"));
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The shape of the model, with grouped queries and an output projection of its own. */
  public static ModelConfig config(int vocabulary, int context, List<Integer> endTokens) {
    return new ModelConfig(
        vocabulary,
        WIDTH,
        2,
        4,
        2,
        WIDTH / 4,
        2 * WIDTH,
        context,
        1e-5,
        new RopeConfig(10_000, new RopeConfig.None()),
        false,
        false,
        false,
        END,
        endTokens);
  }

  /** Writes a model and loads it. */
  public static LanguageModel read(Path directory) {
    return LanguageModel.read(write(directory), device());
  }

  /** Other weights of the same shapes, in the current scope: as if so many steps had been taken. */
  public static TensorTree stepped(TensorTree weights, long steps) {
    CounterRandom random = new CounterRandom(steps, 0);
    return weights.map(
        tensor -> {
          double[] values = new double[(int) tensor.count()];
          for (int i = 0; i < values.length; i++) {
            values[i] = 0.02 * random.nextGaussian();
          }
          return tensor.plus(Tensor.of(values, tensor.dtype(), tensor.shape()));
        });
  }

  private static TensorTree sharp(TensorTree fresh) {
    return fresh.map(tensor -> tensor.shape().length == 1 ? tensor : tensor.scaled(SHARPNESS));
  }
}
