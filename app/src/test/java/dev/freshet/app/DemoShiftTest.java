package dev.freshet.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.config.ExitCode;
import dev.freshet.config.SettingsLoader;
import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.records.Signal;
import dev.freshet.ingest.source.DocumentSource;
import dev.freshet.ingest.source.Item;
import dev.freshet.ingest.source.Source;
import dev.freshet.ingest.source.Sources;
import dev.freshet.ingest.source.TextSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoShiftTest {
  private static final Path ALMANAC = Path.of("..", "data", "almanac.json");

  @TempDir Path folder;

  @Test
  void strangeDocumentsTakeThePlacesOfUsualOnes() {
    DocumentSource almanac =
        Sources.of(ALMANAC, SettingsLoader.defaults().ingest(), TextSource.Unit.FILE);
    DocumentSource mixed = DemoShift.of(almanac, 60).with(almanac);
    List<String> ids = new ArrayList<>();
    try (Source.Items items = mixed.open()) {
      for (Item item = items.next(); item != null && ids.size() < 60; item = items.next()) {
        Document document = ((Item.Read) item).document();
        if (document != null) {
          ids.add(document.id());
        }
      }
    }
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(ids.get(59)).isEqualTo("strange-1");
    assertThat(ids.get(49)).isEqualTo("strange-2");
    assertThat(ids.get(39)).isEqualTo("strange-3");
    assertThat(mixed.fingerprint()).isNotEqualTo(almanac.fingerprint());
  }

  @Test
  void theSignalTellsOfTheTopicThatBeginsInTheMiddle() {
    DocumentSource almanac =
        Sources.of(ALMANAC, SettingsLoader.defaults().ingest(), TextSource.Unit.FILE);
    List<Signal> points = DemoShift.of(almanac, 60).points();
    assertThat(points).extracting(Signal::topic).containsOnly("minerals");
    double before = mean(points.subList(0, 288));
    double after = mean(points.subList(points.size() - 80, points.size()));
    assertThat(after / before).isBetween(1.9, 2.1);
  }

  private static double mean(List<Signal> points) {
    return points.stream()
        .mapToDouble(point -> point.values().values().iterator().next())
        .average()
        .orElseThrow();
  }

  @Test
  void theAlarmIsInTheLogBeforeTheTopicsFirstDocument() throws Exception {
    Run run =
        Run.of(
            "demo",
            "--shift",
            "--no-evaluate",
            "--documents",
            "12",
            "--stream",
            SmallStream.in(folder.resolve("stream.json"), 16),
            "--set",
            "model.directory=" + TinyModel.in(folder.resolve("model")),
            "--set",
            "adapter.optimizer=sgd",
            "--set",
            "adapter.weighting=uniform",
            "--set",
            "adapter.anchor.weight=0",
            "--set",
            "signals.forecaster=",
            "--set",
            "evaluator.reference=" + Path.of("..", "data", "reference.txt").toAbsolutePath(),
            "--output",
            "json");
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
    assertThat(run.json().path("documents").asInt()).isEqualTo(12);
    var shift = run.json().path("shift");
    assertThat(shift.path("recordsAhead").asInt(-1)).isNotNegative();
    assertThat(shift.path("strange").asInt()).isEqualTo(3);
  }
}
