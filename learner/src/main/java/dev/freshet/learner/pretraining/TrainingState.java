package dev.freshet.learner.pretraining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.gradient.TransformationState;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import dev.freshet.tensor.safetensors.SafetensorsReader;
import dev.freshet.tensor.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that an interrupted training run needs to go on as if nothing had happened: one
 * safetensors file, replaced whole.
 *
 * @param step steps taken
 * @param seconds time spent, over all sittings
 */
record TrainingState(
    long step, double seconds, TensorTree parameters, TransformationState transformation) {
  private static final String FILE = "training-state.safetensors";
  private static final String PARAMETERS = "parameters/";

  void save(Path work) throws IOException {
    Files.createDirectories(work);
    Map<String, Tensor> all = new LinkedHashMap<>();
    parameters.tensors().forEach((name, tensor) -> all.put(PARAMETERS + name, tensor));
    transformation
        .slots()
        .forEach(
            (slot, tree) ->
                tree.tensors().forEach((name, tensor) -> all.put(slot + "/" + name, tensor)));
    ObjectNode counters = new ObjectMapper().createObjectNode();
    transformation.counters().forEach(counters::put);
    SafetensorsWriter.write(
        work.resolve(FILE),
        TensorTree.of(all),
        SafetensorsWriter.Precision.F32,
        Map.of(
            "step", Long.toString(step),
            "seconds", Double.toString(seconds),
            "counters", counters.toString()));
  }

  /** The saved state, its tensors in the current scope; empty where none was saved. */
  static Optional<TrainingState> read(Path work) {
    Path file = work.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Map<String, String> metadata = SafetensorsReader.readMetadata(file);
    Map<String, Map<String, Tensor>> trees = new LinkedHashMap<>();
    SafetensorsReader.read(file)
        .tensors()
        .forEach(
            (name, tensor) -> {
              int slash = name.indexOf('/');
              trees
                  .computeIfAbsent(name.substring(0, slash + 1), key -> new LinkedHashMap<>())
                  .put(name.substring(slash + 1), tensor);
            });
    Map<String, Tensor> parameters = trees.remove(PARAMETERS);
    if (parameters == null) {
      throw damaged(file);
    }
    Map<String, TensorTree> slots = new LinkedHashMap<>();
    trees.forEach(
        (slot, tensors) -> slots.put(slot.substring(0, slot.length() - 1), TensorTree.of(tensors)));
    return Optional.of(
        new TrainingState(
            Long.parseLong(metadata.getOrDefault("step", "0")),
            Double.parseDouble(metadata.getOrDefault("seconds", "0")),
            TensorTree.of(parameters),
            new TransformationState(slots, counters(file, metadata))));
  }

  private static Map<String, Long> counters(Path file, Map<String, String> metadata) {
    Map<String, Long> counters = new LinkedHashMap<>();
    try {
      JsonNode json = new ObjectMapper().readTree(metadata.getOrDefault("counters", "{}"));
      json.properties().forEach(entry -> counters.put(entry.getKey(), entry.getValue().asLong()));
      return counters;
    } catch (IOException e) {
      throw damaged(file);
    }
  }

  private static FreshetException damaged(Path file) {
    return new FreshetException(
        ExitCode.ARTEFACT,
        "this is not a training state",
        file.toString(),
        "delete it to start the training anew");
  }
}
