package dev.freshet.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.config.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerateTextTest {
  @TempDir Path folder;
  private Path model;

  @BeforeEach
  void write() throws IOException {
    model = TinyModel.in(folder.resolve("model"));
  }

  private Run text(Object... more) {
    Object[] always = {"generate", "text", "--model", model, "--texts", 40, "--tokens", 30};
    return Run.of(Stream.of(always, more).flatMap(Stream::of).toArray());
  }

  @Test
  void whatTheModelWritesLiesBesideIt() throws IOException {
    Run run = text("--output", "json");

    assertThat(run.code()).isEqualTo(ExitCode.OK);
    Path file = model.resolve("usual.txt");
    assertThat(run.json().path("file").asText()).isEqualTo(file.toString());
    assertThat(run.json().path("texts").asInt()).isEqualTo(40);
    assertThat(Files.readString(file)).hasSizeGreaterThan(40 * 10);
  }

  @Test
  void theSameSeedWritesTheSame() throws IOException {
    Path first = folder.resolve("1.txt");
    Path again = folder.resolve("2.txt");
    Path other = folder.resolve("3.txt");
    text("--out", first);
    text("--out", again);
    text("--out", other, "--seed", 2);

    assertThat(again).hasSameBinaryContentAs(first);
    assertThat(Files.readString(other)).isNotEqualTo(Files.readString(first));
  }

  @Test
  void aTextLongerThanTheContextIsRefused() {
    Run run = Run.of("generate", "text", "--model", model, "--tokens", 64);

    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("--tokens is 64").contains("63 or fewer");
  }
}
