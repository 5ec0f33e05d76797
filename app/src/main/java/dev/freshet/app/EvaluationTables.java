package dev.freshet.app;

import dev.freshet.app.http.ProcessUsage;
import dev.freshet.learner.evaluation.Comparison;
import dev.freshet.learner.evaluation.Interval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** What evaluations came to, as the contract's JSON and as tables. */
record EvaluationTables(
    List<EvaluationResult> results,
    EvaluationSets sets,
    long seed,
    boolean withNone,
    @Nullable Retrieval retrieval) {
  /** No adaptation: what the base says, as the first method's row has it. */
  static final String NONE = "none";

  /** Looking up instead of learning. */
  static final String BM25 = "bm25";

  Map<String, @Nullable Object> document() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    List<Object> rows = new ArrayList<>();
    List<Object> atEqualLocality = new ArrayList<>();
    List<Object> sweeps = new ArrayList<>();
    List<Object> budgets = new ArrayList<>();
    List<Object> controls = new ArrayList<>();
    for (EvaluationResult result : results) {
      budgets.add(budget(result));
      controls.addAll(controls(result));
      for (EvaluationResult.Line line : result.lines()) {
        for (double rate : line.curve().rates()) {
          Map<String, @Nullable Object> row = new LinkedHashMap<>();
          row.put("weighting", line.name());
          row.put("mode", result.mode());
          row.put("learningRate", rate);
          row.put("selected", rate == line.selected());
          row.putAll(row(result.comparison().row(line.curve(), rate)));
          rows.add(row);
        }
        atEqualLocality.add(atDamage(result, line));
        sweeps.addAll(sweep(result, line));
      }
    }
    json.put("rows", rows);
    json.put("atEqualLocality", atEqualLocality);
    json.put("budget", budgets);
    json.put("documents", sets.stream().size());
    json.put("validationDocuments", sets.validation().size());
    json.put("seed", seed);
    json.put("notes", sets.notes());
    json.put("validation", sweeps);
    json.put("controls", controls);
    json.put("retrieval", retrieval == null ? null : retrieval.json());
    return json;
  }

  private static Map<String, Object> budget(EvaluationResult result) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("mode", result.mode());
    json.put("localityKl", result.budget());
    json.put("from", result.budgetFrom());
    return json;
  }

  private List<Object> controls(EvaluationResult result) {
    List<Object> controls = new ArrayList<>();
    if (withNone) {
      EvaluationResult.Line first = result.lines().get(0);
      controls.add(none(result.mode(), result.comparison().row(first.curve(), first.selected())));
    }
    for (EvaluationResult.Controlled one : result.controls()) {
      Map<String, @Nullable Object> json = new LinkedHashMap<>();
      json.put("control", one.control());
      json.put("weighting", one.weighting());
      json.put("mode", result.mode());
      json.put("learningRate", one.row().learningRate());
      json.putAll(row(one.row()));
      controls.add(json);
    }
    return controls;
  }

  private static Map<String, @Nullable Object> none(String mode, Comparison.Row row) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("control", NONE);
    json.put("mode", mode);
    json.put("nllNow", row.nllBase());
    json.put("nllGain", 0);
    json.put("f1Now", row.f1Base());
    json.put("emNow", row.exactBase());
    json.put("prefixEmNow", row.prefixBase());
    json.put("localityNllNow", row.localityNllBase());
    json.put("localityKl", 0);
    return json;
  }

  private static Map<String, @Nullable Object> row(Comparison.Row row) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("nllBase", row.nllBase());
    json.put("nllNow", row.nllNow());
    json.put("nllGain", row.gain());
    json.put("nllGainCi95", ends(row.gainCi95()));
    json.put("f1Base", row.f1Base());
    json.put("f1Now", row.f1Now());
    json.put("emBase", row.exactBase());
    json.put("emNow", row.exactNow());
    json.put("prefixEmBase", row.prefixBase());
    json.put("prefixEmNow", row.prefixNow());
    json.put("localityNllBase", row.localityNllBase());
    json.put("localityNllNow", row.localityNllNow());
    json.put("localityKl", row.kl());
    json.put("secondsPerDocument", row.seconds());
    json.put("peakRssMiB", peakMiB());
    json.put("trials", row.trials());
    json.put("questions", row.questions());
    json.put("nllRightAfter", row.nllRightAfter());
    json.put("forgotten", row.nllNow() - row.nllRightAfter());
    json.put("answeredBefore", part(row.answeredBefore()));
    json.put("notAnsweredBefore", part(row.others()));
    json.put("meanWeight", row.meanWeight());
    json.put("updateNorm", row.updateNorm());
    json.put("refused", row.refused());
    return json;
  }

  private static Map<String, Object> part(Comparison.Part part) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("questions", part.questions());
    json.put("nllGain", part.gain());
    return json;
  }

  private static @Nullable Long peakMiB() {
    double bytes = ProcessUsage.peakResidentBytes();
    return Double.isNaN(bytes) ? null : Math.round(bytes / (1 << 20));
  }

  private static Map<String, @Nullable Object> atDamage(
      EvaluationResult result, EvaluationResult.Line line) {
    Comparison.AtDamage found = line.atDamage();
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("weighting", line.name());
    json.put("mode", result.mode());
    json.put("localityKl", found.kl());
    json.put("nllGain", orNull(found.gain()));
    json.put("ratioToUniform", orNull(found.ratio()));
    json.put("ratioCi95", ends(found.ratioCi95()));
    return json;
  }

  private static List<Object> sweep(EvaluationResult result, EvaluationResult.Line line) {
    List<Object> points = new ArrayList<>();
    if (line.swept() != null) {
      for (double rate : line.swept().rates()) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("weighting", line.name());
        json.put("mode", result.mode());
        json.put("learningRate", rate);
        json.put("selected", rate == line.selected());
        json.put("atEdge", rate == line.selected() && line.atEdge());
        json.put("nllGain", line.swept().gain(rate));
        json.put("localityKl", line.swept().kl(rate));
        points.add(json);
      }
    }
    return points;
  }

  /** For a person. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (EvaluationResult result : results) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s, compared at KL %s (%s)%n",
              result.mode(),
              result.budget(),
              result.budgetFrom()));
      text.append(TextTable.of(cells(result))).append('\n');
      if (!controlCells(result).isEmpty()) {
        text.append(TextTable.of(controlCells(result))).append('\n');
      }
    }
    return text.append(retrievalText()).toString();
  }

  /** The retrieval line, or nothing. */
  String retrievalText() {
    return retrieval == null
        ? ""
        : String.format(
            Locale.ROOT,
            "looked up, not learned (BM25 over the %d documents, an upper line): the first passage"
                + " holds the answer to %.1f %% of the questions, the first sentence to %.1f %%%n",
            retrieval.passages(),
            100 * retrieval.passageHolds(),
            100 * retrieval.sentenceHolds());
  }

  /** The controls, at each method's own rate; empty where there are none. */
  List<List<String>> controlCells(EvaluationResult result) {
    List<List<String>> cells = new ArrayList<>();
    for (EvaluationResult.Controlled one : result.controls()) {
      if (cells.isEmpty()) {
        cells.add(List.of("weighting", "control", "rate", "gain", "95 %", "KL"));
      }
      Comparison.Row row = one.row();
      cells.add(
          List.of(
              one.weighting(),
              one.control(),
              String.format(Locale.ROOT, "%.2e", row.learningRate()),
              number("%+.3f", row.gain()),
              between(row.gainCi95()),
              number("%.4f", row.kl())));
    }
    return cells;
  }

  /** A method's rates, each with its row, then what it has at the budget. */
  List<List<String>> cells(EvaluationResult result) {
    List<List<String>> cells = new ArrayList<>();
    cells.add(
        List.of(
            "weighting",
            "rate",
            "NLL before",
            "now",
            "gain",
            "95 %",
            "F1",
            "EM",
            "KL",
            "at budget",
            "ratio",
            "95 %"));
    for (EvaluationResult.Line line : result.lines()) {
      for (double rate : line.curve().rates()) {
        Comparison.Row row = result.comparison().row(line.curve(), rate);
        boolean selected = rate == line.selected();
        cells.add(
            List.of(
                line.name(),
                String.format(Locale.ROOT, "%.2e%s", rate, selected ? " *" : ""),
                number("%.3f", row.nllBase()),
                number("%.3f", row.nllNow()),
                number("%+.3f", row.gain()),
                between(row.gainCi95()),
                number("%.3f", row.f1Now()),
                number("%.3f", row.exactNow()),
                number("%.4f", row.kl()),
                selected ? number("%+.3f", line.atDamage().gain()) : "",
                selected ? number("%.3f", line.atDamage().ratio()) : "",
                selected ? between(line.atDamage().ratioCi95()) : ""));
      }
    }
    return cells;
  }

  private static String number(String form, double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, form, value) : "-";
  }

  private static String number(String form, OptionalDouble value) {
    return number(form, value.orElse(Double.NaN));
  }

  private static String between(@Nullable Interval interval) {
    return interval == null
        ? "-"
        : String.format(Locale.ROOT, "[%.3f, %.3f]", interval.low(), interval.high());
  }

  private static @Nullable Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  private static @Nullable List<Double> ends(@Nullable Interval interval) {
    return interval == null ? null : List.of(interval.low(), interval.high());
  }
}
