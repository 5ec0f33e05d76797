package dev.freshet.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.adapter.signals.SignalDriver;
import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.Control;
import dev.freshet.ingest.records.Document;
import dev.freshet.learner.TinyModel;
import dev.freshet.tensor.CounterRandom;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A signal that moves before the documents of its topic come: they are taken up earlier. */
class CouplingTest {
  private static final Instant TIME = Instant.parse("2026-01-31T12:00:00Z");
  private static final int DOCUMENTS = 16;

  @TempDir Path folder;

  /** What the signals say of a series whose level moves. */
  private static List<Control.Alarm> alarms() {
    try (SignalDriver signals = new SignalDriver(Map.of("signals.detector", "blend"))) {
      for (int i = 0; i < 640; i++) {
        signals.point(i, new CounterRandom(7, i).nextGaussian() + (i < 600 ? 0 : 12));
      }
      List<Control.Alarm> alarms = signals.alarmed();
      return alarms.subList(alarms.size() - 1, alarms.size());
    }
  }

  /**
   * The log of the alarm and then of documents that all tell the same, folded under a factor.
   *
   * @return losses of the documents, each before its step
   */
  private List<Double> losses(String factor, List<Control.Alarm> alarms) {
    Map<String, String> settings =
        Map.of(
            "adapter.commit-interval", "0s",
            "adapter.learning-rate", "0.002",
            "adapter.alarms.step-factor", factor);
    Path run = folder.resolve("run-" + factor + "-" + alarms.size());
    try (AdapterDriver adapter = new AdapterDriver(run, settings)) {
      alarms.forEach(alarm -> adapter.append("main", alarm));
      for (int i = 0; i < DOCUMENTS; i++) {
        String text = TinyModel.SENTENCES.get(0);
        adapter.append("main", new Document("d" + i, "things", TIME, text, null, null));
      }
      return adapter.reported().stream().map(CouplingTest::loss).toList();
    }
  }

  private static double loss(Adaptation report) {
    Double loss = report.lossBefore();
    return loss == null ? Double.NaN : loss;
  }

  /** The first document that the model had taken up the better part of before it came. */
  private static int takenUpAt(List<Double> losses, double level) {
    for (int i = 0; i < losses.size(); i++) {
      if (losses.get(i) <= level) {
        return i;
      }
    }
    return losses.size();
  }

  @Test
  void withALeadingSignalTheSameIsTakenUpDocumentsEarlier() {
    List<Control.Alarm> alarms = alarms();
    assertThat(alarms).hasSize(1);
    List<Double> usual = losses("1", alarms);
    List<Double> coupled = losses("3", alarms);
    double level = usual.get(DOCUMENTS - 1);

    assertThat(coupled.get(0)).as("the same before any step").isEqualTo(usual.get(0));
    assertThat(losses("3", List.of())).as("without an alarm nothing changes").isEqualTo(usual);
    assertThat(takenUpAt(usual, level)).isEqualTo(DOCUMENTS - 1);
    assertThat(takenUpAt(coupled, level)).isLessThanOrEqualTo(DOCUMENTS / 2);
  }
}
