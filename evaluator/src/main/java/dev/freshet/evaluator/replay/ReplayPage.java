package dev.freshet.evaluator.replay;

import dev.freshet.evaluator.replay.Paired.Mean;
import dev.freshet.evaluator.replay.VariantResult.LagLine;
import dev.freshet.evaluator.replay.VariantResult.TopicLine;
import dev.freshet.evaluator.report.HeatMap;
import dev.freshet.evaluator.report.Html;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A replay as one page of HTML that needs nothing else, read from the verdict downwards. */
final class ReplayPage {
  private static final String HEAD =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>Replay of %s</title>
      <style>
      %s</style>
      </head>
      <body>
      """;

  private final ReplayReport report;
  private final List<VariantResult> variants;
  private final StringBuilder page = new StringBuilder();

  ReplayPage(ReplayReport report) {
    this.report = report;
    this.variants = report.variants();
  }

  String html() {
    ReplayReport.Subject subject = report.subject();
    page.append(HEAD.formatted(Html.escaped(subject.log()), ReplayStyle.sheet()));
    page.append("<h1>Replay of ").append(Html.escaped(subject.log())).append("</h1>\n");
    page.append(
        "<p class=\"faint\">Lane %s, records %d to %d: %d documents, %d probes, %s.</p>%n"
            .formatted(
                Html.escaped(subject.lane()),
                subject.firstSeq(),
                subject.lastSeq(),
                subject.documents(),
                report.probes(),
                subject.orders() == 1
                    ? "in the recorded order"
                    : "in " + subject.orders() + " orders, the recorded one first"));
    verdict();
    glance();
    differences();
    curves();
    byLag();
    byTopic();
    deciding();
    notes();
    return page.append("</body>\n</html>\n").toString();
  }

  private void verdict() {
    ReplayReport.Subject subject = report.subject();
    page.append("<div class=\"verdict\">\n");
    report
        .verdict()
        .forEach(sentence -> page.append("<p>").append(Html.escaped(sentence)).append("</p>\n"));
    page.append("</div>\n");
    Boolean reproduced = subject.reproduced();
    String kind = reproduced == null ? "faint" : reproduced ? "yes" : "no";
    if (variants.size() > 1) {
      page.append("<p class=\"%s\">%s</p>%n".formatted(kind, Html.escaped(subject.reproduction())));
    }
  }

  private void glance() {
    page.append("<h2>At a glance</h2>\n");
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "variant",
            "uptake",
            "95 %",
            "retention",
            "95 %",
            "F1",
            "exact",
            "loss before",
            "KL elsewhere",
            "learner",
            "TFLOP",
            "state"));
    for (int i = 0; i < variants.size(); i++) {
      VariantResult variant = variants.get(i);
      rows.add(
          List.of(
              named(i) + "<br><span class=\"faint\">" + Html.escaped(settings(variant)) + "</span>",
              ReplayReport.signed(variant.uptake()),
              ReplayReport.interval(variant.uptake()),
              ReplayReport.signed(variant.retention()),
              ReplayReport.interval(variant.retention()),
              number("%.3f", variant.f1()),
              number("%.3f", variant.em()),
              number("%.3f", variant.loss()),
              String.format(Locale.ROOT, "%.4f", variant.localityKl()),
              String.format(Locale.ROOT, "%.1f s", variant.learnSeconds()),
              String.format(Locale.ROOT, "%.2f", variant.flops() / 1e12),
              String.format(Locale.ROOT, "%.1f MiB", variant.stateBytes() / 1048576.0)));
    }
    table(rows);
  }

  private static String settings(VariantResult variant) {
    return variant.overrides().isEmpty()
        ? "as recorded"
        : variant.overrides().entrySet().stream()
            .map(set -> set.getKey().replaceFirst("^adapter\\.", "") + ": " + set.getValue())
            .collect(Collectors.joining(", "));
  }

  private static String number(String form, @Nullable Mean mean) {
    return mean == null ? "-" : String.format(Locale.ROOT, form, mean.value());
  }

  private void differences() {
    if (variants.size() < 2) {
      return;
    }
    page.append("<h2>Against ").append(Html.escaped(variants.get(0).name())).append("</h2>\n");
    page.append("<div class=\"charts\">\n");
    intervals("Uptake, nats per answer token more than the first", d -> d.uptake());
    intervals("Retention, nats per answer token more than the first", d -> d.retention());
    page.append("</div>\n");
  }

  private void intervals(String caption, Function<VariantResult.Differences, @Nullable Mean> of) {
    List<Chart.Interval> intervals = new ArrayList<>();
    for (int i = 1; i < variants.size(); i++) {
      VariantResult.Differences against = variants.get(i).against();
      Mean mean = against == null ? null : of.apply(against);
      if (mean != null) {
        intervals.add(
            new Chart.Interval(variants.get(i).name(), i, mean.value(), mean.low(), mean.high()));
      }
    }
    if (!intervals.isEmpty()) {
      figure(caption, Chart.intervals(caption, intervals));
    }
  }

  private void curves() {
    page.append("<h2>Learning curves</h2>\n");
    legend();
    page.append("<div class=\"charts\">\n");
    List<Chart.Line> uptake = new ArrayList<>();
    List<Chart.Line> loss = new ArrayList<>();
    for (int i = 0; i < variants.size(); i++) {
      VariantResult variant = variants.get(i);
      uptake.add(Curves.of(variant, i, Curves::uptake));
      loss.add(Curves.of(variant, i, ReplayRow::lossBefore));
    }
    curve("Uptake right after reading, nats per answer token", uptake);
    curve("Loss of each text before it is read, nats per token", loss);
    page.append("</div>\n");
  }

  private void curve(String caption, List<Chart.Line> lines) {
    String svg = Chart.lines(caption, "documents read", report.subject().documents(), lines);
    if (!svg.isEmpty()) {
      figure(caption, svg);
    }
  }

  private void figure(String caption, String svg) {
    page.append("<figure><figcaption>")
        .append(Html.escaped(caption))
        .append("</figcaption>\n")
        .append(svg)
        .append("</figure>\n");
  }

  private void legend() {
    page.append("<p class=\"legend\">");
    for (int i = 0; i < variants.size(); i++) {
      page.append("<span>").append(named(i)).append("</span>");
    }
    page.append("</p>\n");
  }

  private String named(int variant) {
    return "<span class=\"key\" style=\"background: "
        + Chart.colour(variant)
        + "\"></span>"
        + Html.escaped(variants.get(variant).name());
  }

  private void byLag() {
    Set<String> lags = new LinkedHashSet<>();
    variants.forEach(variant -> variant.byLag().forEach(line -> lags.add(line.lag())));
    if (lags.isEmpty() || report.probes() == 0) {
      return;
    }
    page.append("<h2>Retention by lag</h2>\n<p class=\"faint\">Gain over the base model of the")
        .append(" same probes right after their step, then at the end, so many steps later.</p>\n");
    List<List<String>> rows = new ArrayList<>();
    rows.add(head("steps later", "after", "at the end"));
    for (String lag : lags) {
      List<String> row = new ArrayList<>();
      row.add(lag);
      for (VariantResult variant : variants) {
        LagLine line =
            variant.byLag().stream().filter(l -> l.lag().equals(lag)).findFirst().orElse(null);
        row.add(line == null ? "-" : signed(line.uptake()));
        row.add(line == null ? "-" : signed(line.gain()));
      }
      rows.add(row);
    }
    table(rows);
  }

  private void byTopic() {
    if (report.probes() == 0) {
      return;
    }
    page.append("<h2>By topic</h2>\n<p class=\"faint\">Gain over the base model right after")
        .append(" reading, and at the end.</p>\n");
    List<List<String>> rows = new ArrayList<>();
    rows.add(head("topic", "after", "at the end"));
    for (TopicLine first : variants.get(0).byTopic()) {
      List<String> row = new ArrayList<>();
      row.add(Html.escaped(first.topic()) + " <span class=\"faint\">" + first.probes() + "</span>");
      for (VariantResult variant : variants) {
        TopicLine line =
            variant.byTopic().stream()
                .filter(l -> l.topic().equals(first.topic()))
                .findFirst()
                .orElse(null);
        row.add(line == null ? "-" : signed(line.uptake()));
        row.add(line == null ? "-" : signed(line.retention()));
      }
      rows.add(row);
    }
    table(rows);
  }

  private List<String> head(String first, String... each) {
    List<String> head = new ArrayList<>();
    head.add(first);
    for (int i = 0; i < variants.size(); i++) {
      for (String name : each) {
        head.add(variants.size() == 1 ? name : named(i) + "<br>" + name);
      }
    }
    return head;
  }

  private static String signed(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%+.3f", value) : "-";
  }

  private void deciding() {
    List<List<ReplayReport.Deciding>> documents = new ArrayList<>();
    for (int i = 1; i < variants.size(); i++) {
      documents.add(report.deciding(i));
    }
    if (documents.stream().allMatch(List::isEmpty)) {
      return;
    }
    page.append("<h2>Documents that decided it</h2>\n<p class=\"faint\">Where a variant differs")
        .append(" most from the first, with each token's weight in the recorded order.</p>\n");
    boolean first = true;
    for (int i = 1; i < variants.size(); i++) {
      for (ReplayReport.Deciding document : documents.get(i - 1)) {
        deciding(i, document, first);
        first = false;
      }
    }
  }

  private void deciding(int variant, ReplayReport.Deciding document, boolean open) {
    page.append(open ? "<details open>" : "<details>");
    page.append("<summary>")
        .append(Html.escaped(document.first().topic()))
        .append(", ")
        .append(Html.escaped(document.first().documentId()))
        .append(": ")
        .append(named(variant))
        .append(' ')
        .append(signed(document.difference()))
        .append(" nats per answer token</summary>\n<div class=\"maps\">\n");
    map(variants.get(0).name(), document.text(), document.first());
    map(variants.get(variant).name(), document.text(), document.other());
    page.append("</div></details>\n");
  }

  private void map(String name, String text, ReplayRow row) {
    page.append(new HeatMap(name, text, row.starts(), row.ends(), row.weights()).html());
  }

  private void notes() {
    page.append("<h2>How it was measured</h2>\n<div class=\"faint\">\n");
    for (String note : Notes.of(report)) {
      page.append("<p>").append(Html.escaped(note)).append("</p>\n");
    }
    page.append("</div>\n");
  }

  private void table(List<List<String>> rows) {
    page.append("<div class=\"table\"><table>\n");
    for (int i = 0; i < rows.size(); i++) {
      String cell = i == 0 ? "th" : "td";
      page.append("<tr>");
      rows.get(i).forEach(value -> page.append("<%s>%s</%s>".formatted(cell, value, cell)));
      page.append("</tr>\n");
    }
    page.append("</table></div>\n");
  }
}
