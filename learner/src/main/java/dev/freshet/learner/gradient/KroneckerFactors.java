package dev.freshet.learner.gradient;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.FileDigest;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import dev.freshet.tensor.safetensors.SafetensorsReader;
import dev.freshet.tensor.safetensors.SafetensorsWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * In which directions the gradients of documents are loud in a base model: for each matrix the
 * means of G G' and G'G (the factors of Shampoo, Gupta et al. 2018), of which the loudest
 * directions are kept and the others taken as alike.
 *
 * @param factors by the parameter's name
 */
public record KroneckerFactors(Map<String, Factor> factors) {
  private static final String FILE = "kronecker-factors.safetensors";
  private static final String MEAN_SQUARE = ".mean-square";
  private static final String ROWS = ".rows";
  private static final String COLUMNS = ".columns";
  private static final String VALUES = ".values";
  private static final String VECTORS = ".vectors";

  public KroneckerFactors {
    factors = Map.copyOf(factors);
  }

  /**
   * Of one parameter.
   *
   * @param meanSquare of an element of its gradient; 0 where it never had one
   * @param rows of its first axis
   * @param columns of its second; null where it has none
   */
  public record Factor(double meanSquare, Axis rows, @Nullable Axis columns) {}

  /**
   * How loud gradients are along an axis of n places, the mean being 1.
   *
   * @param vectors directions as orthonormal columns {@code [n, k]}; null where each place is a
   *     direction of its own
   * @param values {@code [k + 1]}, of those directions and, last, of all others alike; without
   *     vectors {@code [n]}
   */
  public record Axis(@Nullable Tensor vectors, Tensor values) {
    private long places() {
      return vectors == null ? values.count() : vectors.size(0);
    }
  }

  /**
   * Those of a model directory, as float32 in the current scope; empty where it has none.
   *
   * @param parameters of that model
   */
  public static Optional<KroneckerFactors> read(Path directory, TensorTree parameters) {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Map<String, Tensor> found = SafetensorsReader.read(file).tensors();
    Map<String, Factor> factors = new LinkedHashMap<>();
    for (Map.Entry<String, Tensor> parameter : parameters.tensors().entrySet()) {
      String name = parameter.getKey();
      Axis rows = axis(found, name + ROWS);
      Axis columns = axis(found, name + COLUMNS);
      Tensor meanSquare = found.get(name + MEAN_SQUARE);
      if (meanSquare == null || rows == null || !fit(parameter.getValue(), rows, columns)) {
        throw new FreshetException(
            ExitCode.ARTEFACT,
            "the Kronecker factors are not those of this model: " + name,
            file.toString(),
            "take the file that came with model.safetensors, or run `freshet curvature` again");
      }
      factors.put(name, new Factor(meanSquare.item(), rows, columns));
    }
    return Optional.of(new KroneckerFactors(factors));
  }

  private static @Nullable Axis axis(Map<String, Tensor> found, String name) {
    Tensor values = found.get(name + VALUES);
    return values == null ? null : new Axis(found.get(name + VECTORS), values);
  }

  private static boolean fit(Tensor parameter, Axis rows, @Nullable Axis columns) {
    long[] shape = parameter.shape();
    return rows.places() == shape[0]
        && (shape.length == 1 ? columns == null : columns != null && columns.places() == shape[1]);
  }

  /** Writes them beside the model, rounded to bfloat16. */
  public void write(Path directory) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    List<String> names = new ArrayList<>(factors.keySet());
    names.sort(null);
    for (String name : names) {
      Factor factor = factors.get(name);
      if (factor != null) {
        tensors.put(name + MEAN_SQUARE, Tensor.of(new float[] {(float) factor.meanSquare()}, 1));
        put(tensors, name + ROWS, factor.rows());
        if (factor.columns() != null) {
          put(tensors, name + COLUMNS, factor.columns());
        }
      }
    }
    SafetensorsWriter.write(
        directory.resolve(FILE),
        TensorTree.of(tensors),
        SafetensorsWriter.Precision.BF16,
        Map.of());
  }

  private static void put(Map<String, Tensor> tensors, String name, Axis axis) {
    tensors.put(name + VALUES, axis.values());
    if (axis.vectors() != null) {
      tensors.put(name + VECTORS, axis.vectors());
    }
  }

  /** SHA-256 of a model directory's file, in hexadecimal; empty where it has none. */
  public static String digest(Path directory) {
    Path file = directory.resolve(FILE);
    return Files.exists(file) ? FileDigest.of(file) : "";
  }
}
