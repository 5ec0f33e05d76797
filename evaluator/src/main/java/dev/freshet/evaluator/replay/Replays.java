package dev.freshet.evaluator.replay;

import dev.freshet.evaluator.replay.VariantResult.Differences;
import dev.freshet.evaluator.replay.VariantResult.LagLine;
import dev.freshet.evaluator.replay.VariantResult.TopicLine;
import dev.freshet.learner.evaluation.Bootstrap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Holds the runs of all variants beside each other. */
final class Replays {
  private final List<List<ReplayRun>> runs;
  private final Paired uptake;
  private final Paired retention;
  private final Paired f1;
  private final Paired em;
  private final Paired loss;

  /**
   * @param runs of each variant, one for each order, the recorded order first
   * @param seed of the resampling
   */
  Replays(List<List<ReplayRun>> runs, long seed) {
    this.runs = runs;
    Bootstrap bootstrap = new Bootstrap(seed, 1);
    ToDoubleFunction<ReplayRow> probes = row -> row.probes().size();
    uptake = Paired.of(runs, row -> sum(row, Replays::gain), probes, bootstrap);
    retention = Paired.of(runs, row -> sum(row, Replays::kept), probes, bootstrap);
    f1 = Paired.of(runs, row -> sum(row, asked -> asked.now().f1()), probes, bootstrap);
    em = Paired.of(runs, row -> sum(row, asked -> asked.now().em()), probes, bootstrap);
    loss =
        Paired.of(
            runs,
            row -> row.lossBefore() == null ? Double.NaN : row.lossBefore(),
            row -> 1,
            bootstrap);
  }

  static double gain(Asked asked) {
    return asked.base().nll() - asked.now().nll();
  }

  static double kept(Asked asked) {
    return asked.base().nll() - asked.end().nll();
  }

  private static double sum(ReplayRow row, ToDoubleFunction<Asked> measure) {
    return row.probes().stream().mapToDouble(measure).sum();
  }

  /** Probes that every run has asked. */
  int probes() {
    return uptake.observations();
  }

  VariantResult result(int variant, String name, Map<String, String> overrides, boolean recorded) {
    List<ReplayRun> own = runs.get(variant);
    return new VariantResult(
        name,
        overrides,
        recorded,
        own,
        uptake.mean(variant),
        retention.mean(variant),
        f1.mean(variant),
        em.mean(variant),
        loss.mean(variant),
        own.stream().mapToDouble(run -> run.elsewhere().kl()).average().orElse(Double.NaN),
        byTopic(own),
        byLag(own),
        variant == 0
            ? null
            : new Differences(
                uptake.difference(variant),
                retention.difference(variant),
                f1.difference(variant),
                loss.difference(variant)));
  }

  /** Recorded numbers of the documents on which a variant differs most from the first. */
  List<Long> deciding(int variant, int most) {
    return IntStream.range(0, uptake.documents().size())
        .boxed()
        .filter(document -> uptake.difference(variant, document) != 0)
        .sorted(
            Comparator.comparingDouble(document -> -Math.abs(uptake.difference(variant, document))))
        .limit(most)
        .map(document -> uptake.documents().get(document))
        .toList();
  }

  /** A variant minus the first on a document; NaN where it is not paired. */
  double difference(int variant, long seq) {
    int document = uptake.documents().indexOf(seq);
    return document < 0 ? Double.NaN : uptake.difference(variant, document);
  }

  private static List<TopicLine> byTopic(List<ReplayRun> own) {
    Map<String, List<Asked>> topics = new TreeMap<>();
    for (ReplayRun run : own) {
      for (ReplayRow row : run.rows()) {
        topics.computeIfAbsent(row.topic(), topic -> new ArrayList<>()).addAll(row.probes());
      }
    }
    List<TopicLine> lines = new ArrayList<>();
    topics.forEach(
        (topic, asked) ->
            lines.add(
                new TopicLine(
                    topic,
                    asked.size() / own.size(),
                    mean(asked, Replays::gain),
                    mean(asked, Replays::kept))));
    return lines;
  }

  private static List<LagLine> byLag(List<ReplayRun> own) {
    List<LagLine> lines = new ArrayList<>();
    for (LagBucket bucket : LagBucket.values()) {
      List<Asked> asked = new ArrayList<>();
      for (ReplayRun run : own) {
        long last = run.rows().stream().mapToLong(ReplayRow::step).max().orElse(0);
        run.rows().stream()
            .filter(row -> bucket.holds(last - row.step()))
            .forEach(row -> asked.addAll(row.probes()));
      }
      if (!asked.isEmpty()) {
        lines.add(
            new LagLine(
                bucket.label(),
                asked.size() / own.size(),
                mean(asked, Replays::gain),
                mean(asked, Replays::kept)));
      }
    }
    return lines;
  }

  private static double mean(List<Asked> asked, ToDoubleFunction<Asked> measure) {
    return asked.stream().filter(Asked::isFinite).mapToDouble(measure).average().orElse(Double.NaN);
  }
}
