package dev.freshet.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process of its own, as the launcher starts it. */
class ProcessTest {
  private static final long PATIENCE_SECONDS = 120;

  @TempDir Path folder;

  private Process start(List<String> flags, Object... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-Djava.io.tmpdir=" + folder));
    command.add("-XX:ErrorFile=" + folder.resolve("hs_err.log"));
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Freshet.class.getName()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return new ProcessBuilder(command)
        .redirectOutput(folder.resolve("out").toFile())
        .redirectError(folder.resolve("err").toFile())
        .start();
  }

  private int end(Process process) throws InterruptedException {
    try {
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("ends").isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  private List<String> lines(String stream) throws IOException {
    return Files.readAllLines(folder.resolve(stream), StandardCharsets.UTF_8);
  }

  @Test
  void exitStatusesAreThoseOfTheContract() throws Exception {
    assertThat(end(start(List.of(), "config", "validate"))).isZero();
    assertThat(end(start(List.of(), "frobnicate"))).isEqualTo(2);
    assertThat(lines("err")).hasSize(2);
    assertThat(end(start(List.of(), "config", "validate", "--set", "adapter.batch=0")))
        .isEqualTo(3);
    assertThat(end(start(List.of(), "ask", "--model", "none", "--prompt", "x"))).isEqualTo(5);
    assertThat(lines("err")).hasSize(2);
    assertThat(lines("out")).isEmpty();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aSignalAmidComputingEndsTheCommandCleanly() throws Exception {
    Path model = TinyModel.in(folder.resolve("model"), 256, 256);
    Path text = Files.writeString(folder.resolve("text.txt"), TinyModel.TEXT.repeat(40_000));
    Process process =
        start(List.of("-Dfreshet.terminal=true"), "score", "--model", model, "--in", text);
    try {
      await(process, "scored");
      process.destroy();
      assertThat(end(process)).isEqualTo(130);
    } finally {
      process.destroyForcibly();
    }
    String drawnOver = "\r\u001b\\[K(scored [^\r]*)?";
    assertThat(Files.readString(folder.resolve("err")).replaceAll(drawnOver, ""))
        .isEqualTo("interrupted" + System.lineSeparator());
    assertThat(lines("out")).isEmpty();
    assertThat(folder.resolve("hs_err.log")).doesNotExist();
  }

  /** Until the command's progress says a word: then it computes. */
  private void await(Process process, String word) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!Files.readString(folder.resolve("err")).contains(word)) {
      assertThat(process.isAlive() && System.nanoTime() < deadline).as("at work").isTrue();
      Thread.sleep(50);
    }
  }
}
