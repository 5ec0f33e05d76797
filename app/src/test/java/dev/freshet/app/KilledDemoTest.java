package dev.freshet.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Topology: the demo as a process, its broker within it. Faults: SIGKILL in the middle of the
 * stream, twice. Asserted: the kills hit a stream that was underway, and the weights end as if
 * nothing had happened.
 */
class KilledDemoTest {
  private static final int DOCUMENTS = 60;
  private static final long PATIENCE_SECONDS = 240;

  @TempDir Path folder;

  @Test
  void aKilledDemoGoesOnAndEndsInTheSameWeights() throws Exception {
    Path model = TinyModel.in(folder.resolve("model"));
    Path stream = SmallStream.in(folder.resolve("stream.json"), DOCUMENTS);
    JsonNode whole = toEnd(start(model, stream, folder.resolve("whole")));
    Path state = folder.resolve("killed");
    long killedAt = 0;
    for (int after : new int[] {10, 30}) {
      Process process = start(model, stream, state);
      killedAt = awaitCheckpoint(process, state, after);
      process.destroyForcibly();
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(killedAt).as("killed while underway").isBetween((long) after, DOCUMENTS - 1L);
    }
    JsonNode rest = toEnd(start(model, stream, state));
    assertThat(rest.path("checkpoint").path("step").asInt()).isEqualTo(DOCUMENTS);
    assertThat(rest.path("checkpoint").path("weightsDigest"))
        .isEqualTo(whole.path("checkpoint").path("weightsDigest"));
  }

  private Process start(Path model, Path stream, Path state) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Freshet.class.getName()));
    command.addAll(List.of("demo", "--stream", stream.toString(), "--state", state.toString()));
    command.addAll(List.of("--documents", Integer.toString(DOCUMENTS), "--output", "json"));
    command.addAll(List.of("--set", "model.directory=" + model));
    command.addAll(List.of("--set", "evaluator.reference=" + stream));
    command.addAll(List.of("--set", "checkpoint.every=5"));
    command.addAll(
        List.of(
            "--set",
            "adapter.optimizer=sgd",
            "--set",
            "adapter.weighting=uniform",
            "--set",
            "adapter.anchor.weight=0",
            "--set",
            "adapter.learning-rate=0.01"));
    return new ProcessBuilder(command)
        .redirectOutput(folder.resolve("out").toFile())
        .redirectError(folder.resolve("err").toFile())
        .start();
  }

  private JsonNode toEnd(Process process) throws Exception {
    try {
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(folder.resolve("err"))).isZero();
      return new ObjectMapper().readTree(folder.resolve("out").toFile());
    } finally {
      process.destroyForcibly();
    }
  }

  /** Waits until a checkpoint of so many steps is there; returns its step. */
  private static long awaitCheckpoint(Process process, Path state, int steps) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (System.nanoTime() < deadline && process.isAlive()) {
      Run listed = Run.of("checkpoint", "ls", "--state", state, "--output", "json");
      long step = listed.code().status() == 0 ? listed.json().path(0).path("step").asLong() : 0;
      if (step >= steps) {
        return step;
      }
      Thread.sleep(250);
    }
    throw new AssertionError("no checkpoint of " + steps + " steps came");
  }
}
