package dev.freshet.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.adapter.BrokerOffsets;
import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.streams.ClientProperties;
import dev.freshet.state.CheckpointStore;
import dev.freshet.state.Manifest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Topology: a pipeline as a process, its broker within it. Fault: the process halts between a
 * checkpoint and the commit that covers it. Asserted: it halted there, with the checkpoint ahead of
 * the committed offset; afterwards each step is reported once, and the weights are those of an
 * undisturbed run.
 */
class HaltedRunTest {
  private static final int DOCUMENTS = 8;
  private static final int HALT_AT = 4;
  private static final long PATIENCE_SECONDS = 240;

  @TempDir Path folder;

  @Test
  void aCheckpointAheadOfAnAbortedTransactionIsDropped() throws Exception {
    Path model = TinyModel.in(folder.resolve("model"));
    Path stream = SmallStream.in(folder.resolve("stream.json"), DOCUMENTS);
    List<String> settings =
        List.of(
            "model.directory=" + model,
            "evaluator.enabled=false",
            "adapter.optimizer=momentum",
            "adapter.weighting=uniform",
            "adapter.anchor.weight=0",
            "adapter.learning-rate=0.01",
            "adapter.commit-interval=0s",
            "checkpoint.every=2");
    Path state = folder.resolve("state");
    halt(state, stream, settings);
    Manifest ahead = newest(state, settings);
    assertThat(ahead.step()).isEqualTo(HALT_AT);
    assertThat(committed(state, settings)).as("not committed").isLessThanOrEqualTo(ahead.offset());

    Manifest end;
    try (Opened opened = Opened.on(state, settings)) {
      Run.of("ingest", stream, "--state", state);
      await(opened);
      assertThat(opened.adaptations())
          .extracting(Adaptation::step)
          .containsExactlyElementsOf(LongStream.rangeClosed(1, DOCUMENTS).boxed().toList());
      opened.pipeline().stopApplications();
      end = opened.pipeline().checkpoints().manifests("main").get(0);
    }
    Path whole = folder.resolve("whole");
    try (Opened opened = Opened.on(whole, settings)) {
      Run.of("ingest", stream, "--state", whole);
      await(opened);
      opened.pipeline().stopApplications();
      Manifest undisturbed = opened.pipeline().checkpoints().manifests("main").get(0);
      assertThat(end.weightsDigest()).isEqualTo(undisturbed.weightsDigest());
      assertThat(end.fingerprint()).isEqualTo(undisturbed.fingerprint());
    }
  }

  private void halt(Path state, Path stream, List<String> settings) throws Exception {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of(state.toString(), stream.toString(), Integer.toString(HALT_AT)));
    arguments.addAll(settings);
    HaltedChild.run(folder.resolve("halted"), HaltingRun.class, arguments);
  }

  private static Manifest newest(Path state, List<String> settings) {
    CommandContext context = Opened.context(state, settings);
    try (CheckpointStore store = Checkpoints.open(context)) {
      return store.manifests("main").get(0);
    }
  }

  private static long committed(Path state, List<String> settings) {
    CommandContext context = Opened.context(state, settings);
    try (Cluster cluster = Cluster.open(context)) {
      return new BrokerOffsets(
              ClientProperties.admin(context.settings(), cluster.bootstrapServers()))
          .of("freshet.adapter", new TopicPartition("freshet.log", 0))
          .orElse(0);
    }
  }

  private static void await(Opened opened) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (opened.adaptations().size() < DOCUMENTS) {
      opened.pipeline().check();
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(200);
    }
  }
}
