package dev.freshet.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.app.broker.SaslBroker;
import dev.freshet.config.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster that wants a login, given with {@code --command-config}. */
class SaslPipelineTest {
  private static final String PASSWORD = "correct-horse-battery";

  @TempDir Path folder;

  @Test
  void thePipelineLogsInAndThePasswordShowsNowhere() throws Exception {
    Path login =
        Files.writeString(
            folder.resolve("client.properties"), SaslBroker.clientProperties("freshet", PASSWORD));
    Path state = folder.resolve("state");
    try (SaslBroker broker = SaslBroker.start(folder.resolve("broker"), "freshet", PASSWORD)) {
      Run run = demo(broker, login, state);
      assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
      assertThat(run.json().path("trained").asInt()).isEqualTo(4);
      assertThat(run.out() + run.err()).doesNotContain(PASSWORD);
      Run shown = Run.of("config", "show", "--command-config", login);
      assertThat(shown.out() + shown.err()).doesNotContain(PASSWORD).contains("********");
    }
    for (Path file : files(state)) {
      assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
          .as(file.toString())
          .doesNotContain(PASSWORD);
    }
  }

  @Test
  void aWrongPasswordIsOneClearLineAndShowsNowhereEither() throws Exception {
    Path login =
        Files.writeString(
            folder.resolve("client.properties"),
            SaslBroker.clientProperties("freshet", PASSWORD + "-wrong"));
    try (SaslBroker broker = SaslBroker.start(folder.resolve("broker"), "freshet", PASSWORD)) {
      Run run = demo(broker, login, folder.resolve("state"));
      assertThat(run.code()).isEqualTo(ExitCode.BROKER_UNREACHABLE);
      assertThat(run.out() + run.err()).doesNotContain(PASSWORD).doesNotContain("Exception");
    }
  }

  private Run demo(SaslBroker broker, Path login, Path state) throws IOException {
    return Run.of(
        "demo",
        "--stream",
        SmallStream.in(folder.resolve("stream.json"), 4),
        "--documents",
        4,
        "--state",
        state,
        "--set",
        "model.directory=" + TinyModel.in(folder.resolve("model")),
        "--set",
        "adapter.optimizer=sgd",
        "--set",
        "adapter.weighting=uniform",
        "--set",
        "adapter.anchor.weight=0",
        "--set",
        "evaluator.reference=" + folder.resolve("stream.json"),
        "--bootstrap-server",
        broker.bootstrapServers(),
        "--command-config",
        login,
        "--output",
        "json");
  }

  private static List<Path> files(Path state) throws IOException {
    try (Stream<Path> paths = Files.walk(state)) {
      return paths.filter(Files::isRegularFile).toList();
    }
  }
}
