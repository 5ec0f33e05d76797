package dev.freshet.learner.weighting;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.FileDigest;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.gradient.StepSize;
import dev.freshet.learner.gradient.StepSizes;
import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import dev.freshet.tensor.Torch;
import dev.freshet.tensor.safetensors.SafetensorsReader;
import dev.freshet.tensor.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What meta-training leaves: a directory with {@code config.json}, where the weighting is a network
 * {@code weighting.safetensors}, and where step sizes were learned finer than one a tensor {@code
 * step-sizes.safetensors}.
 *
 * <pre>{@code
 * {"weighting": "camels", "network": {...}, "innerOptimizer": "sgd", "learningRate": 0.015,
 *  "stepSizes": {"model.norm.weight": 2.5, ...}, "tokenizer": "<SHA-256 of tokenizer.json>"}
 * }</pre>
 *
 * @param weighting the name of the rule
 * @param network its shape; null where the rule is no network, so that only step sizes were learned
 * @param innerOptimizer with which it was trained
 * @param learningRate likewise
 * @param stepSizes on top of the learning rate, by tensor of the base model; empty where none were
 *     learned
 * @param tokenizer which tokens it weighs, as the digest of a tokenizer.json
 */
public record WeightingArtefact(
    String weighting,
    @Nullable StoredNetwork network,
    String innerOptimizer,
    double learningRate,
    Map<String, StepSize> stepSizes,
    String tokenizer) {
  static final String CONFIG = "config.json";
  static final String PARAMETERS = "weighting.safetensors";

  private static final String STEP_SIZES = "step-sizes.safetensors";
  private static final double MOST_FACTOR = 1e6;
  private static final long MOST_CONFIG_BYTES = 4L << 20;

  public WeightingArtefact {
    stepSizes = Collections.unmodifiableMap(new LinkedHashMap<>(stepSizes));
    if (!(learningRate >= 0 && learningRate < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("learningRate is 0 or more");
    }
    stepSizes.forEach(
        (name, size) -> {
          if (!(size.largest() <= MOST_FACTOR)) {
            throw new IllegalArgumentException("the step size of " + name + " is 0 to 1e6");
          }
        });
    if (!tokenizer.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("tokenizer is a SHA-256 in hexadecimal");
    }
  }

  /**
   * Reads the config of a directory.
   *
   * @throws FreshetException if it is missing or damaged
   */
  public static WeightingArtefact read(Path directory) {
    Path file = directory.resolve(CONFIG);
    if (!Files.isRegularFile(file)) {
      throw damaged(
          directory, "there is no weighting here: it lacks config.json", "check the path");
    }
    try {
      if (Files.size(file) > MOST_CONFIG_BYTES) {
        throw damaged(file, "it is larger than 4 MiB", "give a weighting's config.json");
      }
      return parse(new ObjectMapper().readTree(Files.readAllBytes(file)), directory);
    } catch (IOException e) {
      throw damaged(file, "this is not JSON", "fetch or train the weighting again");
    } catch (IllegalArgumentException e) {
      throw damaged(
          file, "this weighting cannot be used: " + e.getMessage(), "fetch or train it again");
    }
  }

  private static WeightingArtefact parse(JsonNode json, Path directory) {
    Fields fields = new Fields(json);
    String weighting = fields.text("weighting");
    Map<String, StepSize> stepSizes = new LinkedHashMap<>();
    Fields steps = new Fields(json.path("stepSizes"));
    json.path("stepSizes")
        .fieldNames()
        .forEachRemaining(name -> stepSizes.put(name, single(name, steps.number(name))));
    Path finer = directory.resolve(STEP_SIZES);
    if (Files.exists(finer)) {
      stepSizes.putAll(finer(finer));
    }
    return new WeightingArtefact(
        weighting,
        TokenWeightings.network(weighting, json.path("network")),
        fields.text("innerOptimizer"),
        fields.number("learningRate"),
        stepSizes,
        fields.text("tokenizer"));
  }

  private static StepSize single(String name, double factor) {
    if (!(factor >= 0 && factor <= MOST_FACTOR)) {
      throw new IllegalArgumentException("the step size of " + name + " is 0 to 1e6");
    }
    return StepSize.of(factor);
  }

  private static Map<String, StepSize> finer(Path file) {
    try (Scope scope = Scope.on(Torch.device("cpu"))) {
      return StepSizes.of(SafetensorsReader.read(file), DoubleUnaryOperator.identity());
    } catch (IllegalArgumentException e) {
      throw damaged(
          file, "these step sizes cannot be used: " + e.getMessage(), "fetch or train them again");
    }
  }

  /** Whether it weighs the tokens that a model reads. */
  public boolean isForTokensOf(LanguageModel model) {
    return model.tokenizerDigest().equals(tokenizer);
  }

  /** The parameters of its network, in the current scope. */
  public TensorTree parameters(Path directory, StoredNetwork shape) {
    Path file = directory.resolve(PARAMETERS);
    TensorTree found = SafetensorsReader.read(file);
    Map<String, long[]> expected = shape.parameterShapes();
    if (!expected.keySet().equals(found.names())) {
      throw misfit(file, "it holds other tensors than config.json says");
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    expected.forEach(
        (name, extents) -> {
          Tensor tensor = found.get(name);
          if (!Arrays.equals(tensor.shape(), extents)) {
            throw misfit(file, name + " is " + tensor + ", not " + Arrays.toString(extents));
          }
          tensors.put(name, tensor.dtype() == Dtype.F32 ? tensor : tensor.to(Dtype.F32));
        });
    TensorTree parameters = TensorTree.of(tensors);
    if (!Double.isFinite(parameters.globalNorm())) {
      throw damaged(
          file, "the weighting holds numbers that are not finite", "fetch or train it again");
    }
    return parameters;
  }

  /** Writes a directory that {@link #read} takes. */
  public void write(Path directory, @Nullable TensorTree parameters) {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("weighting", weighting);
    if (network != null) {
      json.set("network", network.toJson());
    }
    json.put("innerOptimizer", innerOptimizer).put("learningRate", learningRate);
    try {
      Files.createDirectories(directory);
      if (parameters != null) {
        writeTensors(directory.resolve(PARAMETERS), parameters);
      }
      writeStepSizes(directory.resolve(STEP_SIZES), json.putObject("stepSizes"));
      json.put("tokenizer", tokenizer);
      Files.writeString(directory.resolve(CONFIG), json.toPrettyString() + "\n");
    } catch (IOException e) {
      throw new FreshetException(
          ExitCode.FAILURE,
          "the weighting cannot be written: " + e.getMessage(),
          directory.toString(),
          "free some space, or write elsewhere",
          e);
    }
  }

  /** One number a tensor stands in the config; what is finer has a file of its own. */
  private void writeStepSizes(Path file, ObjectNode single) throws IOException {
    Map<String, Tensor> finer = new LinkedHashMap<>();
    try (Scope scope = Scope.on(Torch.device("cpu"))) {
      stepSizes.forEach(
          (name, size) -> {
            if (size.isSingle()) {
              single.put(name, size.mean());
            } else {
              finer.put(name + StepSizes.ROWS, tensor(size.rows()));
              finer.put(name + StepSizes.COLUMNS, tensor(size.columns()));
            }
          });
      if (finer.isEmpty()) {
        Files.deleteIfExists(file);
      } else {
        writeTensors(file, TensorTree.of(finer));
      }
    }
  }

  private static Tensor tensor(List<Double> numbers) {
    double[] values = numbers.stream().mapToDouble(Double::doubleValue).toArray();
    return Tensor.of(values, Dtype.F32, values.length);
  }

  private static void writeTensors(Path file, TensorTree tensors) throws IOException {
    SafetensorsWriter.write(file, tensors, SafetensorsWriter.Precision.F32, Map.of("format", "pt"));
  }

  /** The digest of all that decides its weights and its steps. */
  public static String digest(Path directory) {
    return FileDigest.of(
        Stream.of(CONFIG, PARAMETERS, STEP_SIZES)
            .map(directory::resolve)
            .filter(file -> file.endsWith(CONFIG) || Files.exists(file))
            .toArray(Path[]::new));
  }

  private static FreshetException misfit(Path where, String what) {
    return damaged(where, what, "take both files from the same weighting");
  }

  private static FreshetException damaged(Path where, String what, String remedy) {
    return new FreshetException(ExitCode.ARTEFACT, what, where.toString(), remedy);
  }
}
