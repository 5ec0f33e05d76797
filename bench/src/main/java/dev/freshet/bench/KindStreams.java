package dev.freshet.bench;

import dev.freshet.learner.evaluation.Bootstrap;
import dev.freshet.learner.evaluation.Interval;
import dev.freshet.learner.gate.Candidate;
import dev.freshet.learner.gate.Gate;
import dev.freshet.learner.gate.GateState;
import dev.freshet.learner.gate.GateTrial.Read;
import dev.freshet.learner.gate.Judgement;
import dev.freshet.learner.gate.Judgement.Verdict;
import dev.freshet.learner.scoring.RankAuc;
import dev.freshet.tensor.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Streams in which one kind of strange documents is let in, by five of them, and goes on coming,
 * among usual documents and kinds that were not let in. The gate goes on learning what is usual.
 */
final class KindStreams {
  static final int LET_IN = 5;
  private static final int FOLLOWING = 20;
  private static final int USUAL = 40;
  private static final int OF_EACH_OTHER = 5;
  private static final long SEED = CounterRandom.seedOf("bench.kind-streams");

  private final Gate gate;
  private final GateState known;
  private final List<Read> usual;
  private final List<List<Read>> kinds;

  /**
   * @param known the gate's state once it knows what is usual
   * @param usual documents that it has not seen
   */
  KindStreams(Gate gate, GateState known, List<Read> usual, List<List<Read>> kinds) {
    this.gate = gate;
    this.known = known;
    this.usual = usual;
    this.kinds = kinds;
  }

  /**
   * What one stream came to, in shares of documents.
   *
   * @param auroc of the other strange kinds against the usual
   */
  record Outcome(double acceptedHeld, double usualHeld, double strangeHeld, double auroc) {}

  /** So many streams in which a kind is let in, each with documents of its own. */
  List<Outcome> run(int kind, int draws) {
    List<Outcome> outcomes = new ArrayList<>();
    for (int draw = 0; draw < draws; draw++) {
      outcomes.add(run(kind, new CounterRandom(SEED + kind, draw)));
    }
    return outcomes;
  }

  private record Coming(Read read, Tally tally) {}

  private static final class Tally {
    private final List<Double> scores = new ArrayList<>();
    private int held;

    void add(Judgement judgement) {
      scores.add(judgement.score());
      held += judgement.verdict() == Verdict.HOLD_BACK ? 1 : 0;
    }

    double share() {
      return (double) held / scores.size();
    }
  }

  private Outcome run(int kind, CounterRandom random) {
    Tally accepted = new Tally();
    Tally ordinary = new Tally();
    Tally strange = new Tally();
    List<Read> own = drawn(kinds.get(kind), LET_IN + FOLLOWING, random);
    GateState state = known;
    for (Read read : own.subList(0, LET_IN)) {
      Candidate seen = read.candidate();
      Candidate letIn = new Candidate(seen.id(), seen.text(), seen.topic(), true);
      state = gate.judge(letIn, read.reading(), state).state();
    }
    List<Coming> coming = new ArrayList<>();
    own.subList(LET_IN, own.size()).forEach(read -> coming.add(new Coming(read, accepted)));
    drawn(usual, USUAL, random).forEach(read -> coming.add(new Coming(read, ordinary)));
    for (int other = 0; other < kinds.size(); other++) {
      if (other != kind) {
        drawn(kinds.get(other), OF_EACH_OTHER, random)
            .forEach(read -> coming.add(new Coming(read, strange)));
      }
    }
    for (Coming one : drawn(coming, coming.size(), random)) {
      Gate.Judged judged = gate.judge(one.read.candidate(), one.read.reading(), state);
      state = judged.state();
      one.tally.add(judged.judgement());
    }
    return new Outcome(
        accepted.share(), ordinary.share(), strange.share(), auroc(ordinary, strange));
  }

  private static double auroc(Tally usual, Tally strange) {
    List<Double> all = new ArrayList<>(usual.scores);
    all.addAll(strange.scores);
    boolean[] positive = new boolean[all.size()];
    Arrays.fill(positive, usual.scores.size(), positive.length, true);
    return RankAuc.of(all.stream().mapToDouble(score -> score).toArray(), positive);
  }

  private static <T> List<T> drawn(List<T> from, int count, CounterRandom random) {
    int[] order = new int[from.size()];
    Arrays.setAll(order, i -> i);
    random.shuffle(order);
    return Arrays.stream(order).limit(count).mapToObj(from::get).toList();
  }

  /** The mean over streams and its interval over them. */
  static String mean(List<Outcome> outcomes, ToDoubleFunction<Outcome> number) {
    double[] values = outcomes.stream().mapToDouble(number).toArray();
    @Nullable Interval interval =
        new Bootstrap(SEED, 1)
            .crossed95(
                values.length,
                1,
                (drawn, once) ->
                    Arrays.stream(drawn).mapToDouble(i -> values[i]).average().orElse(0));
    String mean = "%.3f".formatted(Arrays.stream(values).average().orElse(0));
    return interval == null
        ? mean
        : "%s (%.3f-%.3f)".formatted(mean, interval.low(), interval.high());
  }
}
