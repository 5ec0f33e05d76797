package dev.freshet.adapter;

import dev.freshet.learner.gradient.TransformationState;
import dev.freshet.learner.step.Learned;
import dev.freshet.learner.tokenizer.Tokenizer;
import dev.freshet.learner.weighting.WeightingState;
import dev.freshet.state.Checkpoint;
import dev.freshet.state.Digests;
import dev.freshet.state.Manifest;
import dev.freshet.state.NamedArray;
import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a lane has learned, as the named arrays of a checkpoint, and back. */
final class Weights {
  private static final String STEPPED = "stepped";
  private static final String TRANSFORM = "transform";
  private static final String WEIGHTING = "weighting";
  private static final String COUNTER = "counter.";

  private Weights() {}

  static String digest(TensorTree weights) {
    return Digests.ofWeights(arrays("", weights));
  }

  /**
   * The groups of a checkpoint. Its weights are those that are served; where these are an average,
   * those that are stepped stand beside it.
   */
  static Map<String, List<NamedArray>> groups(Learned learned) {
    List<NamedArray> transform = new ArrayList<>();
    learned
        .transformation()
        .slots()
        .forEach((slot, tree) -> transform.addAll(arrays(slot + "/", tree)));
    Map<String, List<NamedArray>> groups = new LinkedHashMap<>();
    groups.put(Manifest.WEIGHTS, arrays("", learned.served()));
    if (learned.memory().average() != null) {
      groups.put(STEPPED, arrays("", learned.parameters()));
    }
    groups.put(TRANSFORM, List.copyOf(transform));
    if (!learned.weighting().isEmpty()) {
      groups.put(WEIGHTING, vectors(learned.weighting()));
    }
    if (!learned.gate().isInitial()) {
      groups.put(GateArrays.GROUP, GateArrays.of(learned.gate()));
    }
    groups.putAll(MemoryArrays.groups(learned.memory()));
    return groups;
  }

  /** Counters, which are no arrays, as a checkpoint's notes. */
  static Map<String, String> notes(Learned learned) {
    Map<String, String> notes = new LinkedHashMap<>();
    learned
        .transformation()
        .counters()
        .forEach((name, value) -> notes.put(COUNTER + name, Long.toString(value)));
    MemoryArrays.note(learned.memory(), notes);
    return notes;
  }

  /** The weights of a checkpoint that are served, in the current scope. */
  static TensorTree served(Checkpoint checkpoint) {
    return tree(checkpoint.group(Manifest.WEIGHTS));
  }

  /** Reads a checkpoint into the current scope. */
  static Learned of(Checkpoint checkpoint, Tokenizer tokenizer) {
    Map<String, Map<String, Tensor>> slots = new LinkedHashMap<>();
    for (NamedArray array : checkpoint.group(TRANSFORM)) {
      int slash = array.name().indexOf('/');
      slots
          .computeIfAbsent(array.name().substring(0, slash), key -> new LinkedHashMap<>())
          .put(array.name().substring(slash + 1), tensor(array));
    }
    Map<String, TensorTree> trees = new LinkedHashMap<>();
    slots.forEach((slot, tensors) -> trees.put(slot, TensorTree.of(tensors)));
    TensorTree served = served(checkpoint);
    boolean averages = !checkpoint.group(STEPPED).isEmpty();
    return new Learned(
        averages ? tree(checkpoint.group(STEPPED)) : served,
        new TransformationState(trees, counters(checkpoint.manifest().notes())),
        weighting(checkpoint.group(WEIGHTING)),
        GateArrays.read(checkpoint.group(GateArrays.GROUP)),
        MemoryArrays.read(checkpoint, averages ? served : null, tokenizer));
  }

  private static TensorTree tree(List<NamedArray> arrays) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    arrays.forEach(array -> tensors.put(array.name(), tensor(array)));
    return TensorTree.of(tensors);
  }

  private static List<NamedArray> vectors(WeightingState state) {
    List<NamedArray> arrays = new ArrayList<>();
    state.slots().forEach((name, values) -> arrays.add(GateArrays.vector(name, values)));
    return List.copyOf(arrays);
  }

  private static WeightingState weighting(List<NamedArray> arrays) {
    Map<String, double[]> slots = new LinkedHashMap<>();
    arrays.forEach(array -> slots.put(array.name(), GateArrays.values(array)));
    return WeightingState.of(slots);
  }

  private static Map<String, Long> counters(SortedMap<String, String> notes) {
    Map<String, Long> counters = new TreeMap<>();
    notes.forEach(
        (name, value) -> {
          if (name.startsWith(COUNTER)) {
            counters.put(name.substring(COUNTER.length()), Long.parseLong(value));
          }
        });
    return counters;
  }

  private static List<NamedArray> arrays(String prefix, TensorTree tree) {
    return tree.tensors().entrySet().stream()
        .map(
            entry ->
                NamedArray.of(
                    prefix + entry.getKey(),
                    entry.getValue().dtype().name(),
                    entry.getValue().shape(),
                    entry.getValue().toBytes()))
        .toList();
  }

  private static Tensor tensor(NamedArray array) {
    long[] shape = array.shape().stream().mapToLong(Long::longValue).toArray();
    return Tensor.of(array.bytes(), Dtype.valueOf(array.dtype()), shape);
  }
}
