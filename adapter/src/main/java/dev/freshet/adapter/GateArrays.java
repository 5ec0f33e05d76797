package dev.freshet.adapter;

import dev.freshet.learner.gate.GateState;
import dev.freshet.state.NamedArray;
import dev.freshet.tensor.Dtype;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a lane's gate remembers, as the named arrays of a checkpoint, and back. */
final class GateArrays {
  static final String GROUP = "gate";

  private static final String NAMES = "topicNames";

  private GateArrays() {}

  /** Topics' names have no line breaks. */
  static List<NamedArray> of(GateState state) {
    List<NamedArray> arrays = new ArrayList<>();
    state.vectors().forEach((name, values) -> arrays.add(vector(name, values)));
    byte[] names = String.join("\n", state.topicNames()).getBytes(StandardCharsets.UTF_8);
    arrays.add(NamedArray.of(NAMES, "U8", new long[] {names.length}, ByteBuffer.wrap(names)));
    return List.copyOf(arrays);
  }

  /** The initial state where a checkpoint has none. */
  static GateState read(List<NamedArray> group) {
    Map<String, double[]> vectors = new LinkedHashMap<>();
    List<String> names = List.of();
    for (NamedArray array : group) {
      if (array.name().equals(NAMES)) {
        String joined = StandardCharsets.UTF_8.decode(array.bytes()).toString();
        names = joined.isEmpty() ? List.of() : List.of(joined.split("\n"));
      } else {
        vectors.put(array.name(), values(array));
      }
    }
    return GateState.of(vectors, names);
  }

  static NamedArray vector(String name, double[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(values);
    return NamedArray.of(name, Dtype.F64.name(), new long[] {values.length}, bytes);
  }

  static double[] values(NamedArray array) {
    double[] values = new double[array.bytes().remaining() / Double.BYTES];
    array.bytes().asDoubleBuffer().get(values);
    return values;
  }
}
