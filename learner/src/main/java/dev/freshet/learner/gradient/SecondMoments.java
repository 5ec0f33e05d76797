package dev.freshet.learner.gradient;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.FileDigest;
import dev.freshet.tensor.TensorTree;
import dev.freshet.tensor.safetensors.SafetensorsReader;
import dev.freshet.tensor.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What Adam knew of the gradients' squares when a base model's training ended: kept with the model,
 * they say for each weight how far a step should go.
 *
 * @param squares v, one tensor for each of the model's, 0 or more
 */
public record SecondMoments(TensorTree squares) {
  private static final String FILE = "second-moments.safetensors";
  private static final String SLOT = ".v";

  /** Those in the state of a chain that ends in Adam. */
  public static SecondMoments of(TransformationState state) {
    return state.slots().entrySet().stream()
        .filter(slot -> slot.getKey().endsWith(SLOT))
        .findFirst()
        .map(slot -> new SecondMoments(slot.getValue()))
        .orElseThrow(() -> new IllegalArgumentException("the state holds no second moments"));
  }

  /** Those of a model directory, as float32 in the current scope; empty where it has none. */
  public static Optional<SecondMoments> read(Path directory, TensorTree parameters) {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    TensorTree squares = SafetensorsReader.read(file);
    if (!squares.names().equals(parameters.names())) {
      throw new FreshetException(
          ExitCode.ARTEFACT,
          "the second moments are not those of this model",
          file.toString(),
          "take the file that came with model.safetensors, or delete it");
    }
    return Optional.of(new SecondMoments(squares));
  }

  public void write(Path directory) throws IOException {
    SafetensorsWriter.write(
        directory.resolve(FILE), squares, SafetensorsWriter.Precision.BF16, Map.of());
  }

  /** SHA-256 of a model directory's file, in hexadecimal; empty where it has none. */
  public static String digest(Path directory) {
    Path file = directory.resolve(FILE);
    return Files.exists(file) ? FileDigest.of(file) : "";
  }
}
