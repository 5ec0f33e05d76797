package dev.freshet.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.state.CheckpointDiff.ArrayDiff;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointDiffTest {
  @TempDir Path folder;

  @Test
  void normsAndSharesAreThoseOfAWorkedExample() {
    CheckpointDiff diff =
        diff(
            Map.of("weights", List.of(floats("a", 3, 0, 4, 0), floats("same", 1, 2))),
            Map.of("weights", List.of(floats("a", 3, 0, 0, 12), floats("same", 1, 2))));

    ArrayDiff a = diff.arrays().get(0);
    assertThat(a.normBefore()).isEqualTo(5);
    assertThat(a.normAfter()).isCloseTo(Math.sqrt(153), within(1e-12));
    assertThat(a.relativeChange()).isCloseTo(Math.sqrt(160) / 5, within(1e-12));
    assertThat(a.changedShare()).isEqualTo(0.5);
    ArrayDiff same = diff.arrays().get(1);
    assertThat(same.relativeChange()).isZero();
    assertThat(same.changedShare()).isZero();
    ArrayDiff all = diff.total("weights");
    assertThat(all.normBefore()).isCloseTo(Math.sqrt(30), within(1e-12));
    assertThat(all.relativeChange()).isCloseTo(Math.sqrt(160.0 / 30), within(1e-12));
    assertThat(all.changedShare()).isCloseTo(2.0 / 6, within(1e-12));
  }

  @Test
  void whatHasNoNumberIsNull() {
    CheckpointDiff diff =
        diff(
            Map.of("weights", List.of(floats("zeros", 0, 0), floats("gone", 1))),
            Map.of("weights", List.of(floats("zeros", 0, 1), floats("new", 2))));

    assertThat(diff.arrays())
        .extracting(ArrayDiff::name, ArrayDiff::relativeChange, ArrayDiff::changedShare)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("zeros", null, 0.5),
            org.assertj.core.groups.Tuple.tuple("gone", null, null),
            org.assertj.core.groups.Tuple.tuple("new", null, null));
  }

  private CheckpointDiff diff(
      Map<String, List<NamedArray>> before, Map<String, List<NamedArray>> after) {
    try (CheckpointStore store = CheckpointStore.open(folder, Samples.SETTINGS)) {
      Manifest first = store.write(Samples.draft("main", 1, before));
      Manifest second = store.write(Samples.draft("main", 2, after));
      return CheckpointDiff.of(store.read(first), store.read(second));
    }
  }

  private static NamedArray floats(String name, float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return NamedArray.of(name, "F32", new long[] {values.length}, bytes.flip());
  }
}
