package dev.freshet.learner.weighting;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.FileDigest;
import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import dev.freshet.tensor.safetensors.SafetensorsReader;
import dev.freshet.tensor.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What meta-training leaves: a directory with {@code config.json} and, where the weighting is a
 * network, {@code weighting.safetensors}.
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
 * @param stepSizes factors on the learning rate by tensor of the base model; empty where none were
 *     learned
 * @param tokenizer which tokens it weighs, as the digest of a tokenizer.json
 */
public record WeightingArtefact(
    String weighting,
    @Nullable StoredNetwork network,
    String innerOptimizer,
    double learningRate,
    Map<String, Double> stepSizes,
    String tokenizer) {
  static final String CONFIG = "config.json";
  static final String PARAMETERS = "weighting.safetensors";

  private static final long MOST_CONFIG_BYTES = 4L << 20;

  public WeightingArtefact {
    stepSizes = Collections.unmodifiableMap(new LinkedHashMap<>(stepSizes));
    if (!(learningRate >= 0 && learningRate < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("learningRate is 0 or more");
    }
    stepSizes.forEach(
        (name, factor) -> {
          if (!(factor >= 0 && factor <= 1e6)) {
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
      return parse(new ObjectMapper().readTree(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw damaged(file, "this is not JSON", "fetch or train the weighting again");
    } catch (IllegalArgumentException e) {
      throw damaged(
          file, "this weighting cannot be used: " + e.getMessage(), "fetch or train it again");
    }
  }

  private static WeightingArtefact parse(JsonNode json) {
    Fields fields = new Fields(json);
    String weighting = fields.text("weighting");
    Map<String, Double> stepSizes = new LinkedHashMap<>();
    Fields steps = new Fields(json.path("stepSizes"));
    json.path("stepSizes")
        .fieldNames()
        .forEachRemaining(name -> stepSizes.put(name, steps.number(name)));
    return new WeightingArtefact(
        weighting,
        TokenWeightings.network(weighting, json.path("network")),
        fields.text("innerOptimizer"),
        fields.number("learningRate"),
        stepSizes,
        fields.text("tokenizer"));
  }

  /** The parameters of its network, in the current scope. */
  TensorTree parameters(Path directory, StoredNetwork shape) {
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
    ObjectNode steps = json.putObject("stepSizes");
    stepSizes.forEach(steps::put);
    json.put("tokenizer", tokenizer);
    try {
      Files.createDirectories(directory);
      if (parameters != null) {
        SafetensorsWriter.write(
            directory.resolve(PARAMETERS),
            parameters,
            SafetensorsWriter.Precision.F32,
            Map.of("format", "pt"));
      }
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

  /** The digest of all that decides its weights. */
  static String digest(Path directory) {
    Path parameters = directory.resolve(PARAMETERS);
    return Files.exists(parameters)
        ? FileDigest.of(directory.resolve(CONFIG), parameters)
        : FileDigest.of(directory.resolve(CONFIG));
  }

  private static FreshetException misfit(Path where, String what) {
    return damaged(where, what, "take both files from the same weighting");
  }

  private static FreshetException damaged(Path where, String what, String remedy) {
    return new FreshetException(ExitCode.ARTEFACT, what, where.toString(), remedy);
  }
}
