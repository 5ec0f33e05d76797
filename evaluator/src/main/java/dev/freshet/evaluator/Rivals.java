package dev.freshet.evaluator;

import dev.freshet.ingest.records.UptakeRow.Rank;
import dev.freshet.ingest.records.UptakeRow.Superseded;
import dev.freshet.learner.scoring.Question;
import dev.freshet.learner.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The likelihoods of other answers to a probe's question: those of other probes of its topic, among
 * which the right one has a rank, and the one that it is to take the place of.
 */
final class Rivals {
  /** What is known of a probe's answer besides its likelihood; null where there is no rival. */
  record Standing(@Nullable Rank rank, @Nullable Superseded superseded) {}

  /** Other answers to one question. */
  private record Others(Question question, List<String> distractors, @Nullable String was) {
    List<Question> asked() {
      List<Question> asked = new ArrayList<>();
      distractors.forEach(answer -> asked.add(answeredBy(answer)));
      asked.addAll(askedOfBase());
      return asked;
    }

    List<Question> askedOfBase() {
      return was == null ? List.of() : List.of(answeredBy(was));
    }

    private Question answeredBy(String other) {
      return new Question(question.text(), List.of(other), question.form());
    }
  }

  private final RememberedProbes probes;
  private final ProbeScorer scorer;
  private final int distractors;

  Rivals(RememberedProbes probes, ProbeScorer scorer, int distractors) {
    this.probes = probes;
    this.scorer = scorer;
    this.distractors = distractors;
  }

  /**
   * The standing of each probe's answer.
   *
   * @param nllNow of the right answers, in order
   */
  List<Standing> standings(Snapshot snapshot, List<Asking> asked, double[] nllNow) {
    List<Others> all = asked.stream().map(asking -> others(asking.probe())).toList();
    double[] now =
        scorer.likelihoods(
            snapshot.parameters(), all.stream().flatMap(one -> one.asked().stream()).toList());
    double[] base =
        scorer.baseLikelihoods(all.stream().flatMap(one -> one.askedOfBase().stream()).toList());
    List<Standing> standings = new ArrayList<>();
    int at = 0;
    int atBase = 0;
    for (int i = 0; i < all.size(); i++) {
      int count = all.get(i).distractors().size();
      Rank rank = rank(nllNow[i], now, at, count);
      at += count;
      @Nullable String was = all.get(i).was();
      standings.add(
          new Standing(rank, was == null ? null : superseded(was, base[atBase++], now[at++])));
    }
    return standings;
  }

  private Others others(RememberedProbe probe) {
    return new Others(
        probe.question(), probes.distractors(probe, distractors), probe.probe().was());
  }

  private static @Nullable Rank rank(double right, double[] all, int from, int count) {
    int place = 1;
    for (int i = from; i < from + count; i++) {
      if (!Double.isFinite(all[i])) {
        return null;
      }
      place += all[i] < right ? 1 : 0;
    }
    return count == 0 ? null : new Rank(place, count + 1);
  }

  private static @Nullable Superseded superseded(String was, double base, double now) {
    return Double.isFinite(base) && Double.isFinite(now) ? new Superseded(was, base, now) : null;
  }
}
