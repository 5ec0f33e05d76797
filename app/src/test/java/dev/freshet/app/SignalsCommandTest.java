package dev.freshet.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.config.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignalsCommandTest {
  private static final LocalDateTime START = LocalDateTime.of(2026, 1, 1, 0, 0);

  @TempDir Path folder;
  private Path series = Path.of("");

  @BeforeEach
  void makeCorpus() throws IOException {
    series = folder.resolve("data/made/spike.csv");
    Files.createDirectories(series.getParent());
    Files.createDirectories(folder.resolve("labels"));
    StringBuilder rows = new StringBuilder("timestamp,value\n");
    for (int i = 0; i < 1000; i++) {
      double value = Math.sin(i * 0.7) + (i == 700 ? 50 : 0);
      rows.append(time(i)).append(',').append(value).append('\n');
    }
    Files.writeString(series, rows);
    label("[[\"%s.000000\", \"%s.000000\"]]".formatted(time(690), time(720)));
  }

  private static String time(int row) {
    return START.plusMinutes(5L * row).toString().replace('T', ' ') + ":00";
  }

  private void label(String windows) throws IOException {
    Files.writeString(
        folder.resolve("labels/combined_windows.json"),
        "{\"made/spike.csv\": %s}".formatted(windows));
  }

  private Run evaluate(Object... more) {
    Object[] all = new Object[more.length + 6];
    System.arraycopy(
        new Object[] {"signals", "evaluate", "--nab", folder, "--output", "json"}, 0, all, 0, 6);
    System.arraycopy(more, 0, all, 6, more.length);
    return Run.of(all);
  }

  @Test
  void aSpikeInItsWindowIsFound() {
    JsonNode document = evaluate().json();

    assertThat(document.path("detector").asText()).isEqualTo("blend");
    assertThat(document.path("standard").asDouble()).isGreaterThan(80);
    assertThat(document.path("rewardLowFP").isNumber()).isTrue();
    assertThat(document.path("rewardLowFN").isNumber()).isTrue();
    assertThat(document.at("/fixedThreshold/standard").asDouble()).isGreaterThan(80);
    assertThat(document.path("vusPr").asDouble()).isBetween(0.1, 1.0);
    assertThat(document.path("points").asLong()).isEqualTo(1000);
    assertThat(document.path("pointsPerSecond").asDouble()).isPositive();
  }

  @Test
  void aSplitReportsBothHalves() {
    JsonNode halves = evaluate("--split", "8").json().path("halves");

    assertThat(halves).hasSize(2);
    assertThat(halves.get(0).path("series").asInt()).isEqualTo(1);
    assertThat(halves.get(1).path("standard").isNull()).as("no window, no score").isTrue();
  }

  @Test
  void aDetectorThatThereIsNotIsAUsageError() {
    Run run = evaluate("--detector", "oracle");

    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.json().at("/error/remedy").asText()).contains("windowed-gaussian");
  }

  @Test
  void aDamagedRowIsNamedByFileAndRow() throws IOException {
    Files.writeString(series, Files.readString(series).replaceFirst("00:10:00,.*", "00:10:00,?"));

    Run run = evaluate();

    assertThat(run.code()).isEqualTo(ExitCode.ARTEFACT);
    assertThat(run.json().at("/error/message").asText()).contains("row 4");
    assertThat(run.json().at("/error/where").asText()).endsWith("spike.csv");
  }

  @Test
  void labelsThatDoNotFitAreArtefactErrors() throws IOException {
    for (String windows : new String[] {"[[\"2031-01-01\"]]", "[[\"x\", \"y\"]]", "17"}) {
      label(windows);
      Run run = evaluate();
      assertThat(run.errLines()).as(windows).hasSizeLessThanOrEqualTo(2);
      assertThat(run.code()).as(windows).isEqualTo(ExitCode.ARTEFACT);
    }
    Files.delete(folder.resolve("labels/combined_windows.json"));
    assertThat(evaluate().code()).isEqualTo(ExitCode.ARTEFACT);
  }
}
