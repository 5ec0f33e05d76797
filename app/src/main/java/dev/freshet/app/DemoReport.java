package dev.freshet.app;

import dev.freshet.app.http.ProcessUsage;
import dev.freshet.evaluator.EvaluationMeter;
import dev.freshet.evaluator.EvaluatorTopology;
import dev.freshet.evaluator.UptakeTable;
import dev.freshet.ingest.records.Adaptation.Decision;
import dev.freshet.ingest.records.UptakeRow;
import dev.freshet.ingest.records.UptakeSummary;
import dev.freshet.learner.scoring.ReferenceText;
import dev.freshet.state.Manifest;
import dev.freshet.tensor.Torch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a demo came to, as text and as JSON.
 *
 * @param evaluated whether questions were asked; if not, their fields are null
 * @param checkpoint the state at the end; null where nothing was ever learned
 * @param shift what became of the added signal and documents; null without
 */
record DemoReport(
    String weighting,
    boolean evaluated,
    DemoLedger ledger,
    LearnMeter.Reading learned,
    Cost cost,
    ReferenceText.Comparison locality,
    @Nullable Manifest checkpoint,
    DemoShift.@Nullable Outcome shift) {

  /**
   * What it took.
   *
   * @param cpuSeconds of the whole process
   * @param evaluatorCpuSeconds of the evaluator's threads and their workers; where the system does
   *     not say, of scoring, from above
   * @param peakRssMiB null where the system does not say
   */
  record Cost(
      double seconds, double cpuSeconds, double evaluatorCpuSeconds, @Nullable Long peakRssMiB) {
    static Cost of(Pipeline pipeline, long startNanos) {
      double evaluator = pipeline.applications().cpuSeconds(EvaluatorTopology.NAME);
      EvaluationMeter.Reading scored = pipeline.evaluation().read();
      return new Cost(
          (System.nanoTime() - startNanos) / 1e9,
          ProcessUsage.cpuSeconds(),
          Double.isNaN(evaluator) ? scored.cpuNanosAtMost(Torch.threads()) / 1e9 : evaluator,
          peakMiB());
    }

    private static @Nullable Long peakMiB() {
      double bytes = ProcessUsage.peakResidentBytes();
      return Double.isNaN(bytes) ? null : Math.round(bytes / (1 << 20));
    }
  }

  private long skipped() {
    return ledger.documents() - learned.documents() + learned.count(Decision.SKIPPED);
  }

  /** The contract's JSON. */
  Map<String, @Nullable Object> document() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("documents", ledger.documents());
    json.put("trained", learned.count(Decision.TRAINED));
    json.put("quarantined", learned.count(Decision.QUARANTINED));
    json.put("rejected", learned.count(Decision.REJECTED));
    json.put("skipped", skipped());
    json.put("steps", learned.steps());
    json.put("tokens", learned.tokens());
    json.put("seconds", cost.seconds());
    json.put("tokensPerSecond", learned.tokensPerSecond());
    json.put("learnShare", learned.learnShare());
    json.put("learnSeconds", learned.learnSeconds());
    json.put("checkpointSeconds", learned.written().seconds());
    json.put("weighting", weighting);
    json.put("peakRssMiB", cost.peakRssMiB());
    json.put("cpuSeconds", cost.cpuSeconds());
    json.put("evaluatorCpuShare", evaluatorShare());
    json.put("uptake", evaluated ? uptake(ledger.table().overall()) : null);
    json.put("locality", localityJson());
    json.put("byTopic", evaluated ? byTopic() : null);
    json.put("checkpoint", checkpoint == null ? null : checkpointJson(checkpoint));
    if (shift != null) {
      json.put("shift", shift.document());
    }
    return json;
  }

  private @Nullable Double evaluatorShare() {
    return evaluated && cost.cpuSeconds() > 0
        ? cost.evaluatorCpuSeconds() / cost.cpuSeconds()
        : null;
  }

  private static Map<String, @Nullable Object> uptake(UptakeTable.Line line) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("probes", line.probes());
    json.put("nllBase", line.nllBase());
    json.put("nllNow", line.nllNow());
    json.put("nllGain", line.nllGain());
    UptakeSummary.Interval interval = line.nllGainCi95();
    json.put("nllGainCi95", interval == null ? null : List.of(interval.low(), interval.high()));
    json.put("f1Base", line.f1Base());
    json.put("f1Now", line.f1Now());
    json.put("emBase", line.emBase());
    json.put("emNow", line.emNow());
    return json;
  }

  private Map<String, Object> byTopic() {
    Map<String, Object> json = new LinkedHashMap<>();
    ledger.table().byTopic().forEach((topic, line) -> json.put(topic, uptake(line)));
    return json;
  }

  private Map<String, Object> localityJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("tokens", locality.tokens());
    json.put("nllBase", locality.nllBase());
    json.put("nllNow", locality.nllNow());
    json.put("kl", locality.kl());
    return json;
  }

  private static Map<String, Object> checkpointJson(Manifest manifest) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", manifest.id());
    json.put("step", manifest.step());
    json.put("weightsDigest", manifest.weightsDigest());
    return json;
  }

  /** For a person. */
  String text() {
    StringBuilder text = new StringBuilder();
    if (evaluated) {
      text.append(topicTable()).append('\n').append(changes());
    }
    text.append(
        line(
            "learned",
            "%d of %d documents, %d tokens in %.1f s (%.0f tokens/s)",
            learned.count(Decision.TRAINED),
            ledger.documents(),
            learned.tokens(),
            learned.spanSeconds(),
            learned.tokensPerSecond()));
    if (skipped() > 0) {
      text.append(line("skipped", "%d documents, seen before or with nothing to learn", skipped()));
    }
    if (learned.count(Decision.REJECTED) > 0) {
      text.append(line("rejected", "%d documents", learned.count(Decision.REJECTED)));
    }
    if (shift != null) {
      text.append(line("signal", "%s", shift.signal()));
      text.append(line("gate", "%s", shift.gate(learned.count(Decision.QUARANTINED))));
    }
    text.append(
        line(
            "elsewhere",
            "%.3f -> %.3f nats per token on the reference text, KL %.4f",
            locality.nllBase(),
            locality.nllNow(),
            locality.kl()));
    if (checkpoint != null) {
      text.append(line("checkpoint", "%s at step %d", checkpoint.id(), checkpoint.step()));
    }
    return text.toString();
  }

  private static String line(String name, String form, Object... values) {
    return String.format(Locale.ROOT, "%-12s", name)
        + String.format(Locale.ROOT, form, values)
        + "\n";
  }

  private String topicTable() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("topic", "questions", "NLL before", "after", "gain", "F1 before", "after"));
    ledger.table().byTopic().forEach((topic, line) -> rows.add(cells(topic, line)));
    rows.add(cells("all", ledger.table().overall()));
    return TextTable.of(rows);
  }

  private static List<String> cells(String topic, UptakeTable.Line line) {
    return List.of(
        topic,
        Long.toString(line.probes()),
        number("%.3f", line.nllBase()),
        number("%.3f", line.nllNow()),
        number("%+.3f", line.nllGain()),
        number("%.3f", line.f1Base()),
        number("%.3f", line.f1Now()));
  }

  private static String number(String form, @Nullable Double value) {
    return value == null ? "-" : String.format(Locale.ROOT, form, value);
  }

  private String changes() {
    List<UptakeRow> rows = ledger.table().changes();
    if (rows.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder("Asked right after reading:\n");
    for (UptakeRow row : rows) {
      text.append("  ").append(ledger.question(row.probeId())).append('\n');
      text.append("    before: ").append(row.answerBase()).append('\n');
      text.append("    after:  ").append(row.answerNow()).append('\n');
    }
    return text.append('\n').toString();
  }
}
