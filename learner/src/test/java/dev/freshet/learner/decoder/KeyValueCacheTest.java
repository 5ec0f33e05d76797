package dev.freshet.learner.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.learner.CpuScope;
import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import dev.freshet.tensor.Torch;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

@ExtendWith(CpuScope.class)
class KeyValueCacheTest {
  static final List<String> NAMES = Fixture.NAMES;

  /** Prompts of different lengths; the shorter ones are padded with a token that must not show. */
  private static final int[][] ROWS = {
    {3, 1, 4, 1, 5, 9, 2, 6}, {2, 7, 18}, {0, 11, 12, 13, 14, 15},
  };

  private static final int PAD = 17;

  @ParameterizedTest
  @FieldSource("NAMES")
  void aPaddedBatchReadInOneGoEqualsEachRowByItself(String name) {
    assertEqualToEachRow(name, 8);
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void aPaddedBatchReadTokenByTokenEqualsEachRowByItself(String name) {
    assertEqualToEachRow(name, 1);
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void aPaddedBatchReadInPiecesEqualsEachRowByItself(String name) {
    assertEqualToEachRow(name, 3);
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void theRowsThatAreKeptGoOnAsIfTheyHadBeenAlone(String name) {
    Fixture fixture = Fixture.read(name);
    TensorTree exact = fixture.parameters().map(tensor -> tensor.to(Dtype.F64));
    int time = ROWS[0].length;
    int[] padding = Arrays.stream(ROWS).mapToInt(row -> time - row.length).toArray();
    int[] kept = {2, 0};

    try (KeyValueCache cache = new KeyValueCache(Torch.device("cpu"))) {
      fixture.decoder().next(exact, Tensor.of(padded(time), ROWS.length, time), padding, cache);
      cache.keepRows(kept);
      int[] keptPadding = Arrays.stream(kept).map(row -> padding[row]).toArray();
      Tensor next =
          fixture.decoder().next(exact, Tensor.of(new int[] {8, 9}, 2, 1), keptPadding, cache);

      for (int i = 0; i < kept.length; i++) {
        int[] row = Arrays.copyOf(ROWS[kept[i]], ROWS[kept[i]].length + 1);
        row[row.length - 1] = 8 + i;
        assertThat(
                Fixture.relativeError(
                    next.slice(0, i, i + 1L).toDoubles(),
                    Fixture.last(fixture.decoder().logits(exact, Tensor.of(row, 1, row.length)))))
            .isLessThan(1e-12);
      }
    }
  }

  private static void assertEqualToEachRow(String name, int piece) {
    Fixture fixture = Fixture.read(name);
    TensorTree exact = fixture.parameters().map(tensor -> tensor.to(Dtype.F64));
    int time = ROWS[0].length;
    int[] padding = Arrays.stream(ROWS).mapToInt(row -> time - row.length).toArray();
    Tensor ids = Tensor.of(padded(time), ROWS.length, time);

    try (KeyValueCache cache = new KeyValueCache(Torch.device("cpu"))) {
      Tensor next = ids;
      for (int from = 0; from < time; from += piece) {
        Tensor part = ids.slice(1, from, Math.min(time, from + piece));
        next = fixture.decoder().next(exact, part, padding, cache);
      }

      assertThat(cache.length()).isEqualTo(time);
      for (int row = 0; row < ROWS.length; row++) {
        Tensor alone = Tensor.of(ROWS[row], 1, ROWS[row].length);
        assertThat(
                Fixture.relativeError(
                    next.slice(0, row, row + 1L).toDoubles(),
                    Fixture.last(fixture.decoder().logits(exact, alone))))
            .as("row %s", row)
            .isLessThan(1e-12);
      }
    }
  }

  private static int[] padded(int time) {
    int[] ids = new int[ROWS.length * time];
    Arrays.fill(ids, PAD);
    for (int row = 0; row < ROWS.length; row++) {
      System.arraycopy(ROWS[row], 0, ids, (row + 1) * time - ROWS[row].length, ROWS[row].length);
    }
    return ids;
  }
}
