package dev.freshet.evaluator;

import static dev.freshet.evaluator.MirroredLane.LANE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.TinyModel;
import dev.freshet.learner.snapshot.Snapshot;
import dev.freshet.state.Digests;
import dev.freshet.state.Manifest;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.TensorTree;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The weights that an evaluator finds in a real mirror, written by a real store. */
class MirroredSnapshotsTest {
  @TempDir static Path directory;
  private static LanguageModel model;

  @TempDir Path folder;

  @BeforeAll
  static void load() {
    model = TinyModel.read(directory);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  private static MirroredSnapshots snapshots(MirroredLane lane, int capacity) {
    return new MirroredSnapshots(lane.mirror, model, capacity, Duration.ZERO);
  }

  private static OptionalLong step(Optional<Snapshot> found) {
    try (Snapshot snapshot = found.orElse(null)) {
      return snapshot == null ? OptionalLong.empty() : OptionalLong.of(snapshot.step());
    }
  }

  @Test
  void aStepFindsTheFirstCheckpointThatHasLearnedAllOfIt() {
    try (MirroredLane lane = new MirroredLane(folder, model);
        MirroredSnapshots snapshots = snapshots(lane, 2)) {
      lane.checkpoint(10);
      lane.checkpoint(20);
      assertThat(step(snapshots.find(LANE, 1))).hasValue(10);
      assertThat(step(snapshots.find(LANE, 10))).hasValue(10);
      assertThat(step(snapshots.find(LANE, 11))).hasValue(20);
      assertThat(step(snapshots.find(LANE, 21))).as("still to come").isEmpty();
      assertThat(step(snapshots.find("another", 1))).isEmpty();
    }
  }

  @Test
  void theLatestIsTheNewestThatHasTakenNoMoreSteps() {
    try (MirroredLane lane = new MirroredLane(folder, model);
        MirroredSnapshots snapshots = snapshots(lane, 2)) {
      lane.checkpoint(10);
      lane.checkpoint(20);
      assertThat(step(snapshots.latest(LANE, 9))).isEmpty();
      assertThat(step(snapshots.latest(LANE, 19))).hasValue(10);
      assertThat(step(snapshots.latest(LANE, 400))).hasValue(20);
    }
  }

  @Test
  void theWeightsAreThoseOfTheStepToTheBit() {
    try (MirroredLane lane = new MirroredLane(folder, model);
        MirroredSnapshots snapshots = snapshots(lane, 2)) {
      lane.checkpoint(3);
      try (Scope scope = Scope.on(model.device());
          Snapshot found = snapshots.find(LANE, 3).orElseThrow()) {
        TensorTree right = TinyModel.stepped(model.parameters(), 3);
        assertThat(Digests.ofWeights(MirroredSnapshots.arrays(found.parameters())))
            .isEqualTo(Digests.ofWeights(MirroredSnapshots.arrays(right)));
      }
    }
  }

  @Test
  void aCheckpointThatComesLaterIsFoundAtTheNextLook() {
    try (MirroredLane lane = new MirroredLane(folder, model);
        MirroredSnapshots often = snapshots(lane, 2);
        MirroredSnapshots seldom =
            new MirroredSnapshots(lane.mirror, model, 2, Duration.ofHours(1))) {
      assertThat(step(often.find(LANE, 1))).isEmpty();
      assertThat(step(seldom.find(LANE, 1))).isEmpty();
      lane.checkpoint(2);
      assertThat(step(often.find(LANE, 1))).hasValue(2);
      assertThat(step(seldom.find(LANE, 1))).as("not looked again yet").isEmpty();
    }
  }

  @Test
  void aDamagedCheckpointIsPassedOver() {
    try (MirroredLane lane = new MirroredLane(folder, model);
        MirroredSnapshots snapshots = snapshots(lane, 2)) {
      lane.checkpoint(1);
      Manifest damaged = lane.checkpoint(2);
      lane.checkpoint(3);
      lane.damage(damaged);
      assertThat(step(snapshots.find(LANE, 2))).hasValue(3);
      assertThat(step(snapshots.latest(LANE, 2))).hasValue(1);
    }
  }

  @Test
  void whatRetentionTookIsSoughtInALaterCheckpoint() {
    try (MirroredLane lane = new MirroredLane(folder, model);
        MirroredSnapshots seldom =
            new MirroredSnapshots(lane.mirror, model, 2, Duration.ofHours(1))) {
      Manifest old = lane.checkpoint(1);
      lane.checkpoint(2);
      assertThat(step(seldom.latest(LANE, 2))).hasValue(2);
      lane.delete(old);
      assertThat(step(seldom.find(LANE, 1))).as("the listing is older").hasValue(2);
    }
  }

  @Test
  void aLineageThatARollbackLeftIsNotMistakenForTheLanes() {
    try (MirroredLane lane = new MirroredLane(folder, model);
        MirroredSnapshots snapshots = snapshots(lane, 2)) {
      lane.checkpoint(2);
      lane.checkpoint(4);
      lane.checkpoint(6);
      lane.checkpoint(3); // rolled back to step 2, and one document on
      assertThat(step(snapshots.find(LANE, 3))).hasValue(3);
      assertThat(step(snapshots.find(LANE, 4))).as("of the lineage that goes on").isEmpty();
      assertThat(step(snapshots.latest(LANE, 9))).hasValue(3);
    }
  }

  @Test
  void aBoundedNumberIsKeptAndAllElseIsFreed() {
    try (MirroredLane lane = new MirroredLane(folder, model);
        MirroredSnapshots snapshots = snapshots(lane, 1)) {
      lane.checkpoint(1);
      lane.checkpoint(2);
      Snapshot first = snapshots.find(LANE, 1).orElseThrow();
      Snapshot again = snapshots.find(LANE, 1).orElseThrow();
      assertThat(again).as("loaded once").isSameAs(first);
      again.close();
      Snapshot second = snapshots.find(LANE, 2).orElseThrow();
      assertThat(snapshots.size()).isOne();
      assertThat(norm(first)).as("in use, so still there").isPositive();
      first.close();
      assertFreed(first);
      second.close();
      assertThat(norm(second)).as("kept for the next").isPositive();
      snapshots.close();
      assertThat(snapshots.size()).isZero();
      assertFreed(second);
    }
  }

  private static double norm(Snapshot snapshot) {
    try (Scope scope = Scope.on(model.device())) {
      return snapshot.parameters().globalNorm();
    }
  }

  private static void assertFreed(Snapshot snapshot) {
    assertThatThrownBy(snapshot::shared).isInstanceOf(IllegalStateException.class);
    String name = snapshot.parameters().names().iterator().next();
    assertThatThrownBy(() -> snapshot.parameters().get(name).toBytes())
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aLaneOverAnotherBaseModelIsRefused() {
    try (MirroredLane lane = new MirroredLane(folder, model, "ba5e");
        MirroredSnapshots snapshots = snapshots(lane, 1)) {
      lane.checkpoint(1);
      assertThatThrownBy(() -> snapshots.find(LANE, 1))
          .isInstanceOfSatisfying(
              FreshetException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.CONFIGURATION))
          .hasMessageContaining("another base model");
    }
  }
}
