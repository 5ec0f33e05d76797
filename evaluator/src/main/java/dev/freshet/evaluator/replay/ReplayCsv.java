package dev.freshet.evaluator.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A replay's documents as comma-separated values; means over a document's probes. */
final class ReplayCsv {
  private static final String HEAD =
      "variant,order,seq,place,document,topic,decision,step,tokens,lossBefore,millis,probes,"
          + "nllBase,nllNow,nllEnd,f1Base,f1Now,f1End";

  private ReplayCsv() {}

  static List<String> lines(List<VariantResult> variants) {
    List<String> lines = new ArrayList<>();
    lines.add(HEAD);
    for (VariantResult variant : variants) {
      for (ReplayRun run : variant.runs()) {
        run.rows().forEach(row -> lines.add(line(variant.name(), run.order(), row)));
      }
    }
    return lines;
  }

  private static String line(String variant, int order, ReplayRow row) {
    return Stream.of(
            quoted(variant),
            order,
            row.seq(),
            row.place(),
            quoted(row.documentId()),
            quoted(row.topic()),
            row.decision().wire(),
            row.step(),
            row.tokens(),
            row.lossBefore() == null ? "" : row.lossBefore(),
            row.millis(),
            row.probes().size(),
            mean(row, asked -> asked.base().nll()),
            mean(row, asked -> asked.now().nll()),
            mean(row, asked -> asked.end().nll()),
            mean(row, asked -> asked.base().f1()),
            mean(row, asked -> asked.now().f1()),
            mean(row, asked -> asked.end().f1()))
        .map(String::valueOf)
        .collect(Collectors.joining(","));
  }

  private static String mean(ReplayRow row, ToDoubleFunction<Asked> measure) {
    return row.probes().isEmpty()
        ? ""
        : Double.toString(row.probes().stream().mapToDouble(measure).average().orElse(Double.NaN));
  }

  private static String quoted(String text) {
    return text.matches("[^\",\\r\\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
