package dev.freshet.learner.meta;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.gradient.TransformationState;
import dev.freshet.tensor.Arena;
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
 * Everything that an interrupted meta-training needs to go on as if nothing had happened: one
 * safetensors file, replaced whole.
 *
 * @param step steps taken
 * @param learned the parts that are learned, under {@link MetaParameters#flat} names
 * @param optimizer the state of the optimizer over them
 * @param scale of the finite differences
 * @param first the validation before the first step
 * @param best the best validation so far
 * @param bestStep the step at which it was measured
 */
record MetaTrainingState(
    int step,
    TensorTree learned,
    TransformationState optimizer,
    double scale,
    Validation first,
    Validation best,
    int bestStep) {
  private static final String FILE = "meta-training-state.safetensors";
  private static final String LEARNED = "learned/";
  private static final ObjectMapper JSON = new ObjectMapper();

  MetaTrainingState adoptedBy(Arena arena) {
    return new MetaTrainingState(
        step, arena.adopt(learned), optimizer.mapSlots(arena::adopt), scale, first, best, bestStep);
  }

  MetaTrainingState withBest(Validation validation) {
    return new MetaTrainingState(step, learned, optimizer, scale, first, validation, step);
  }

  void save(Path work, String recipe) {
    try {
      Files.createDirectories(work);
      Map<String, Tensor> all = new LinkedHashMap<>();
      learned.tensors().forEach((name, tensor) -> all.put(LEARNED + name, tensor));
      optimizer
          .slots()
          .forEach(
              (slot, tree) ->
                  tree.tensors().forEach((name, tensor) -> all.put(slot + "/" + name, tensor)));
      Map<String, String> metadata = new LinkedHashMap<>();
      metadata.put("recipe", recipe);
      metadata.put("step", Integer.toString(step));
      metadata.put("scale", Double.toString(scale));
      metadata.put("first", JSON.writeValueAsString(first));
      metadata.put("best", JSON.writeValueAsString(best));
      metadata.put("bestStep", Integer.toString(bestStep));
      metadata.put("counters", JSON.writeValueAsString(optimizer.counters()));
      SafetensorsWriter.write(
          work.resolve(FILE), TensorTree.of(all), SafetensorsWriter.Precision.F32, metadata);
    } catch (IOException e) {
      throw new FreshetException(
          ExitCode.FAILURE,
          "the state of the meta-training cannot be written: " + e.getMessage(),
          work.toString(),
          "free some space; the same command then goes on",
          e);
    }
  }

  /**
   * The saved state, its tensors in the current scope; empty where none was saved.
   *
   * @param recipe must be the one that it was saved with
   */
  static Optional<MetaTrainingState> read(Path work, String recipe) {
    Path file = work.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Map<String, String> metadata = SafetensorsReader.readMetadata(file);
    if (!recipe.equals(metadata.get("recipe"))) {
      throw new FreshetException(
          ExitCode.CONFIGURATION,
          "another meta-training was begun here, with other options or corpora",
          file.toString(),
          "give its options again, or another --work, or delete the file");
    }
    Map<String, Tensor> learned = new LinkedHashMap<>();
    Map<String, Map<String, Tensor>> slots = new LinkedHashMap<>();
    SafetensorsReader.read(file)
        .tensors()
        .forEach(
            (name, tensor) -> {
              int slash = name.indexOf('/');
              String rest = name.substring(slash + 1);
              if (name.startsWith(LEARNED)) {
                learned.put(rest, tensor);
              } else {
                slots
                    .computeIfAbsent(name.substring(0, slash), key -> new LinkedHashMap<>())
                    .put(rest, tensor);
              }
            });
    Map<String, TensorTree> trees = new LinkedHashMap<>();
    slots.forEach((slot, tensors) -> trees.put(slot, TensorTree.of(tensors)));
    try {
      return Optional.of(
          new MetaTrainingState(
              Integer.parseInt(metadata.getOrDefault("step", "")),
              TensorTree.of(learned),
              new TransformationState(
                  trees,
                  JSON.readValue(metadata.getOrDefault("counters", ""), new TypeReference<>() {})),
              Double.parseDouble(metadata.getOrDefault("scale", "")),
              JSON.readValue(metadata.getOrDefault("first", ""), Validation.class),
              JSON.readValue(metadata.getOrDefault("best", ""), Validation.class),
              Integer.parseInt(metadata.getOrDefault("bestStep", ""))));
    } catch (IOException | NumberFormatException e) {
      throw new FreshetException(
          ExitCode.ARTEFACT,
          "this is not the state of a meta-training",
          file.toString(),
          "delete it to start anew",
          e);
    }
  }
}
