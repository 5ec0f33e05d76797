package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.signal.anomaly.DetectorKind;
import dev.freshet.signal.anomaly.Detectors;
import dev.freshet.signal.nab.Detection;
import dev.freshet.signal.nab.NabCorpus;
import dev.freshet.signal.nab.NabHalves;
import dev.freshet.signal.nab.NabProfile;
import dev.freshet.signal.nab.NabScore;
import dev.freshet.signal.nab.NabScorer;
import dev.freshet.signal.nab.NabSeries;
import dev.freshet.signal.nab.ScoredSeries;
import dev.freshet.signal.nab.VusPr;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Streams of numbers. */
@Command(
    name = "signals",
    description = "Watch streams of numbers.",
    subcommands = {SignalsCommand.Evaluate.class})
final class SignalsCommand {
  private static final long PROGRESS_NANOS = 500_000_000L;

  /** A detector on labelled series, online: each point is seen once, in order. */
  @Command(
      name = "evaluate",
      description = "Score an anomaly detector on the Numenta Anomaly Benchmark.")
  static final class Evaluate implements FreshetCommand {
    @Option(
        names = "--nab",
        required = true,
        paramLabel = "DIR",
        description = "A folder in the benchmark's layout: data/, labels/.")
    private Path nab = Path.of("");

    @Option(
        names = "--detector",
        paramLabel = "NAME",
        description = "A detector of docs/reference/detectors.md (${DEFAULT-VALUE}).")
    private String detector = Detectors.DEFAULT;

    @Option(
        names = "--split",
        paramLabel = "SEED",
        description = "Also score two halves of the series, cut by a seed.")
    private @Nullable Long split;

    @Override
    public ExitCode run(CommandContext context) {
      DetectorKind kind = Detectors.named(detector);
      List<NabSeries> corpus = NabCorpus.read(nab);
      long start = System.nanoTime();
      List<ScoredSeries> scored = detect(context, corpus, kind);
      double seconds = (System.nanoTime() - start) / 1e9;
      long points = corpus.stream().mapToLong(NabSeries::rows).sum();

      NabScorer scorer = NabScorer.of(scored);
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("detector", kind.name());
      document.putAll(best(scorer));
      document.put("fixedThreshold", fixed(scorer, kind.threshold()));
      document.put("vusPr", VusPr.of(scored));
      if (split != null) {
        NabHalves halves = NabHalves.of(scored, split);
        document.put("halves", List.of(half(halves.first(), kind), half(halves.second(), kind)));
      }
      document.put("series", corpus.size());
      document.put("points", points);
      document.put("pointsPerSecond", points / seconds);
      if (context.json()) {
        context.print(document);
      } else {
        print(context, document);
      }
      return ExitCode.OK;
    }

    private static List<ScoredSeries> detect(
        CommandContext context, List<NabSeries> corpus, DetectorKind kind) {
      List<ScoredSeries> scored = new ArrayList<>();
      try (ProgressLine progress = new ProgressLine(context, PROGRESS_NANOS);
          Interruption.Registration polled = context.interruption().polled()) {
        for (NabSeries series : corpus) {
          context.interruption().check();
          progress.show("watched %d of %d series", scored.size(), corpus.size());
          scored.add(Detection.run(series, kind.start()));
        }
      }
      return scored;
    }

    /** At the thresholds that are best on the labels, as the benchmark has it. */
    private static Map<String, Object> best(NabScorer scorer) {
      NabScore standard = scorer.best(NabProfile.STANDARD);
      Map<String, Object> scores = new LinkedHashMap<>();
      scores.put("standard", standard.score());
      scores.put("rewardLowFP", scorer.best(NabProfile.REWARD_LOW_FP_RATE).score());
      scores.put("rewardLowFN", scorer.best(NabProfile.REWARD_LOW_FN_RATE).score());
      scores.put("threshold", standard.threshold());
      scores.put("windows", standard.windows());
      scores.put("detected", standard.detected());
      scores.put("falseAlarms", standard.falseAlarms());
      return scores;
    }

    private static Map<String, Object> fixed(NabScorer scorer, double threshold) {
      NabScore standard = scorer.at(NabProfile.STANDARD, threshold);
      Map<String, Object> scores = new LinkedHashMap<>();
      scores.put("threshold", threshold);
      scores.put("standard", standard.score());
      scores.put("rewardLowFP", scorer.at(NabProfile.REWARD_LOW_FP_RATE, threshold).score());
      scores.put("rewardLowFN", scorer.at(NabProfile.REWARD_LOW_FN_RATE, threshold).score());
      scores.put("detected", standard.detected());
      scores.put("falseAlarms", standard.falseAlarms());
      return scores;
    }

    private static Map<String, Object> half(List<ScoredSeries> scored, DetectorKind kind) {
      NabScorer scorer = NabScorer.of(scored);
      Map<String, Object> half = new LinkedHashMap<>();
      half.put("series", scored.size());
      half.putAll(best(scorer));
      half.put("fixedThreshold", fixed(scorer, kind.threshold()));
      half.put("vusPr", VusPr.of(scored));
      return half;
    }

    private static void print(CommandContext context, Map<String, Object> document) {
      List<List<String>> rows = new ArrayList<>();
      document.forEach((name, value) -> addRow(rows, name, value));
      context.out().print(TextTable.of(rows));
    }

    private static void addRow(List<List<String>> rows, String name, @Nullable Object value) {
      if (value instanceof Map<?, ?> inner) {
        inner.forEach((key, one) -> addRow(rows, name + "." + key, one));
      } else if (value instanceof List<?> list) {
        for (int i = 0; i < list.size(); i++) {
          addRow(rows, name + "." + (i + 1), list.get(i));
        }
      } else {
        rows.add(List.of(name, cell(value)));
      }
    }

    private static String cell(@Nullable Object value) {
      return value instanceof Double fraction
          ? String.format(Locale.ROOT, "%.4f", fraction)
          : String.valueOf(value);
    }
  }
}
