package dev.freshet.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.adapter.signals.SignalMetrics;
import dev.freshet.config.ExitCode;
import dev.freshet.ingest.records.Control;
import dev.freshet.ingest.records.LogRecord;
import dev.freshet.ingest.records.SignalReport;
import dev.freshet.signal.watch.Counts.What;
import dev.freshet.tensor.CounterRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Points in, reports and alarms out, on the broker within the process. */
class SignalPipelineTest {
  private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");
  private static final int SHIFT_AT = 500;
  private static final long PATIENCE_SECONDS = 120;
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private List<String> settings() throws Exception {
    return List.of(
        "model.directory=" + TinyModel.in(folder.resolve("model")),
        "adapter.optimizer=sgd",
        "adapter.weighting=uniform",
        "adapter.anchor.weight=0",
        "evaluator.enabled=false",
        "signals.enabled=true",
        "signals.forecaster=" + Path.of("../models/forecaster/model.safetensors").toAbsolutePath(),
        "signals.checkpoint-every=60");
  }

  /** A wave with noise, a point a minute; its level moves. */
  private static double value(int i) {
    return 10 * Math.sin(2 * Math.PI * i / 24)
        + new CounterRandom(4, i).nextGaussian()
        + (i < SHIFT_AT ? 0 : 60);
  }

  private static String point(int i) {
    try {
      return JSON.writeValueAsString(
          Map.of(
              "series",
              "questions",
              "topic",
              "rivers",
              "time",
              START.plusSeconds(60L * i).toString(),
              "values",
              Map.of("rate", value(i))));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void publish(Opened opened, int from, int to) throws Exception {
    opened.publish(
        opened.pipeline().topics().signals(),
        IntStream.range(from, to).mapToObj(SignalPipelineTest::point).toList());
  }

  /** Publishes the first points from a table. */
  private void ingest(Path state, int points) throws Exception {
    StringBuilder table = new StringBuilder("time,rate\n");
    for (int i = 0; i < points; i++) {
      table.append(at(i)).append(',').append(value(i)).append('\n');
    }
    Path file = Files.writeString(folder.resolve("questions.csv"), table.append("soon,1\n"));
    Run ingested =
        Run.of(
            "ingest", "--signals", file, "--topic", "rivers", "--state", state, "--output", "json");
    assertThat(ingested.code()).as(ingested.err()).isEqualTo(ExitCode.OK);
    var source = ingested.json().path("sources").path(0);
    assertThat(source.path("points").asInt()).isEqualTo(points);
    assertThat(source.path("bad").asInt()).isEqualTo(1);
  }

  private static void await(Opened opened, BooleanSupplier done) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!done.getAsBoolean()) {
      opened.pipeline().check();
      assertThat(System.nanoTime()).as("it did not come in time").isLessThan(deadline);
      Thread.sleep(100);
    }
  }

  @Test
  void pointsAreForecastAndAnAlarmReachesTheLogAndARestartReportsEachWindowOnce() throws Exception {
    List<String> settings = settings();
    Path state = folder.resolve("state");
    try (Opened opened = Opened.on(state, settings)) {
      ingest(state, 310);
      await(opened, () -> opened.signalReports().size() >= 305);
      var metrics = Objects.requireNonNull(opened.pipeline().signals()).metrics();
      assertThat(SignalMetrics.total(metrics, SignalMetrics.name(What.POINTS))).isEqualTo(310);
      assertThat(opened.pipeline().lagByTopic()).containsEntry("freshet.signals", 0L);
    }
    try (Opened opened = Opened.on(state, settings)) {
      publish(opened, 310, 560);
      // The newest window is open, and the one before it within its grace.
      await(opened, () -> opened.signalReports().size() == 558);
      List<SignalReport> reports = opened.signalReports();
      assertThat(reports)
          .extracting(SignalReport::time)
          .containsExactlyElementsOf(
              IntStream.range(0, 558).mapToObj(i -> START.plusSeconds(60L * i)).toList());
      SignalReport late = reports.get(SHIFT_AT - 1);
      SignalReport.Channel rate = Objects.requireNonNull(late.channels().get("rate"));
      assertThat(rate.expected()).hasSize(late.levels().size()).isSorted();
      assertThat(rate.forecast()).hasSize(1);
      assertThat(rate.residual()).isBetween(-6.0, 6.0);

      await(opened, () -> !alarms(opened).isEmpty());
      Control.Alarm alarm = (Control.Alarm) alarms(opened).get(0).entry();
      assertThat(alarm.topic()).isEqualTo("rivers");
      assertThat(alarm.channels()).containsExactly("rate");
      assertThat(alarm.time()).isBetween(at(SHIFT_AT), at(SHIFT_AT + 20));
    }
  }

  @Test
  void aBadPointIsADeadLetterAndARepairedOneTakesEffect() throws Exception {
    List<String> settings = new ArrayList<>(settings());
    settings.addAll(List.of("signals.window=1m", "signals.grace=0"));
    Path state = folder.resolve("state");
    try (Opened opened = Opened.on(state, settings)) {
      String topic = opened.pipeline().topics().signals();
      opened.publish(topic, List.of(point(0), point(1).replace("values", "value")));
      await(opened, () -> !letters(state).isEmpty());
      JsonNode letter = letters(state).path(0);
      assertThat(letter.path("reason").asText()).contains("`values` is missing");
      assertThat(letter.path("origin").asText()).isEqualTo("freshet.signals-0-1");
      String id = letter.path("id").asText();

      Run asItStands = dlq(state, "replay", id);
      assertThat(asItStands.code()).isEqualTo(ExitCode.FAILURE);
      assertThat(asItStands.err()).contains("refused again").contains("`values` is missing");
      String early = point(1).replace("2026-", "9026-");
      Run ahead = dlq(state, "replay", id, "--in", repaired(early));
      assertThat(ahead.code()).isEqualTo(ExitCode.FAILURE);
      assertThat(ahead.err()).contains("refused again").contains("signals.max-ahead");

      Run sent = dlq(state, "replay", id, "--in", repaired(point(1)));
      assertThat(sent.code()).as(sent.err()).isEqualTo(ExitCode.OK);
      assertThat(sent.json().path("topic").asText()).isEqualTo(topic);
      publish(opened, 2, 3);
      await(opened, () -> opened.signalReports().size() == 2);
      SignalReport second = opened.signalReports().get(1);
      assertThat(second.time()).isEqualTo(at(1));
      assertThat(Objects.requireNonNull(second.channels().get("rate")).value()).isEqualTo(value(1));
      assertThat(letters(state)).as("nothing more was refused").hasSize(1);
    }
  }

  private Path repaired(String point) throws IOException {
    return Files.writeString(folder.resolve("repaired.json"), point);
  }

  private static JsonNode letters(Path state) {
    return dlq(state, "ls").json();
  }

  private static Run dlq(Path state, Object... arguments) {
    List<Object> all = new ArrayList<>(List.of("dlq"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--state", state, "--output", "json"));
    return Run.of(all.toArray());
  }

  private static Instant at(int i) {
    return START.plusSeconds(60L * i);
  }

  private static List<LogRecord> alarms(Opened opened) {
    return opened.log().stream()
        .filter(record -> record.entry() instanceof Control.Alarm)
        .filter(record -> !record.time().isBefore(at(SHIFT_AT)))
        .toList();
  }
}
