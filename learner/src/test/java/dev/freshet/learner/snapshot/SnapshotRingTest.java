package dev.freshet.learner.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.learner.TinyModel;
import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SnapshotRingTest {
  private static SnapshotRing ring(long... steps) {
    SnapshotRing ring = new SnapshotRing(4);
    try (Scope scope = Scope.on(TinyModel.device())) {
      for (long step : steps) {
        TensorTree weights = TensorTree.of(Map.of("w", Tensor.full((double) step, Dtype.F32, 4)));
        ring.publish("main", step, weights, TinyModel.device());
      }
    }
    return ring;
  }

  private static long step(Optional<Snapshot> found) {
    try (Snapshot snapshot = found.orElse(null)) {
      return snapshot == null ? -1 : snapshot.step();
    }
  }

  @Test
  void theNearestLaterStepIsFoundAndTheNewestWhereThereIsNone() {
    try (SnapshotRing ring = ring(3, 5)) {
      assertThat(step(ring.find("main", 3))).isEqualTo(3);
      assertThat(step(ring.find("main", 4))).isEqualTo(5);
      assertThat(step(ring.find("main", 6))).isEqualTo(5);
      assertThat(step(ring.latest("main", 4))).isEqualTo(3);
      assertThat(step(ring.latest("main", 2))).isEqualTo(-1);
      assertThat(step(ring.find("news", 3))).isEqualTo(-1);
      ring.releaseOldest("main");
      assertThat(step(ring.find("main", 1))).isEqualTo(5);
    }
  }

  @Test
  void whatIsInUseOutlivesItsPlaceAndIsFreedByTheLastWhoClosesIt() {
    SnapshotRing ring = ring(1);
    Snapshot used = ring.find("main", 1).orElseThrow();
    ring.close();
    try (Scope scope = Scope.on(TinyModel.device())) {
      assertThat(used.parameters().get("w").sum().item()).isEqualTo(4);
    }
    used.close();
    assertThatThrownBy(() -> used.parameters().get("w").toBytes())
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(used::close).isInstanceOf(IllegalStateException.class);
  }
}
