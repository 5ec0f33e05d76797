package dev.freshet.learner.gate;

import dev.freshet.learner.gate.Judgement.Verdict;
import dev.freshet.learner.scoring.RankAuc;
import dev.freshet.tensor.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How well a gate tells two kinds of documents apart, and how it takes to the second once that is
 * accepted. The documents were read by a model that does not learn meanwhile, so that only the gate
 * is measured.
 *
 * <pre>
 * half of the usual                    -> the gate gets to know them; the windows' reference
 * the rest, the strange ones among it  -> AUROC, false quarantine (one strange one in five)
 * strange ones alone                   -> detection delay
 * some are accepted, more follow       -> false quarantine after acceptance
 * </pre>
 */
public final class GateTrial {
  /** One strange document to so many usual ones. */
  private static final int USUAL_TO_ONE = 4;

  /** So many held-back documents are accepted. */
  private static final int ACCEPTED = 5;

  private static final int AFTER_ACCEPTANCE = 20;
  private static final int DELAYS = 20;
  private static final long SEED = CounterRandom.seedOf("gate.trial");

  private final Gate gate;
  private final int rememberedTopics;

  /** A document that was read. */
  public record Read(Candidate candidate, Reading reading) {}

  /**
   * What came out. Rates are shares of documents; null where there was none to measure it on.
   *
   * @param auroc how likely a strange document scores above a usual one
   * @param fprAt95Tpr of the strange ones, the share below the score that 95 % of the usual ones
   *     stay below
   * @param detectionDelayDocuments mean number of strange documents in a row until the evidence of
   *     a shift comes to its alarm; null where it did not always
   * @param heldBackRate of the strange ones in the mixed stream
   * @param usualAfterAcceptance false quarantine of usual documents then
   * @param windows what two-sample tests say, that judge many documents together
   */
  public record Result(
      int usual,
      int strange,
      @Nullable Double auroc,
      @Nullable Double fprAt95Tpr,
      @Nullable Double detectionDelayDocuments,
      @Nullable Double falseQuarantineRate,
      @Nullable Double heldBackRate,
      @Nullable Double falseQuarantineAfterAcceptance,
      int documentsAfterAcceptance,
      @Nullable Double usualAfterAcceptance,
      WindowTrial.Result windows) {}

  /**
   * @param gate that holds back
   * @param rememberedTopics as it remembers
   */
  public GateTrial(Gate gate, int rememberedTopics) {
    this.gate = gate;
    this.rememberedTopics = rememberedTopics;
  }

  /** Both kinds in the order in which they come; shuffle beforehand. */
  public Result run(List<Read> usual, List<Read> strange) {
    GateState known = known(usual);
    List<Read> reference = reference(usual);
    List<Read> rest = usual.subList(reference.size(), usual.size());
    List<Read> fresh = rest.subList(0, rest.size() * 4 / 5);
    List<Read> last = rest.subList(fresh.size(), rest.size());
    int mixedIn = Math.min(strange.size() / 2, fresh.size() / USUAL_TO_ONE);
    Mixed mixed = mix(known, fresh, strange.subList(0, mixedIn));
    List<Read> later = strange.subList(mixedIn, strange.size());
    After after = after(mixed.state, later, last);
    WindowTrial windows = new WindowTrial(readings(reference));
    return new Result(
        usual.size(),
        strange.size(),
        number(mixed.auroc()),
        number(mixed.fprAt95Tpr()),
        number(delay(known, strange)),
        number(rate(mixed.usualHeld, fresh.size())),
        number(rate(mixed.strangeHeld, mixedIn)),
        number(rate(after.strangeHeld, after.strange)),
        after.strange,
        number(rate(after.usualHeld, last.size())),
        new WindowTrial.Result(
            windows.over(readings(fresh)),
            windows.over(mixed.readings),
            windows.over(readings(strange))));
  }

  /** What the gate knows once it has seen the first half of the usual ones. */
  public GateState known(List<Read> usual) {
    GateState known = GateState.INITIAL;
    for (Read read : reference(usual)) {
      known = gate.judge(read.candidate(), read.reading(), known).state();
    }
    return known;
  }

  private static List<Read> reference(List<Read> usual) {
    return usual.subList(0, usual.size() / 2);
  }

  private static List<Reading> readings(List<Read> reads) {
    return reads.stream().map(Read::reading).toList();
  }

  private static final class Mixed {
    private final List<Double> usual = new ArrayList<>();
    private final List<Double> strange = new ArrayList<>();
    private final List<Reading> readings = new ArrayList<>();
    private int usualHeld;
    private int strangeHeld;
    private GateState state;

    Mixed(GateState state) {
      this.state = state;
    }

    double auroc() {
      double[] scores = new double[usual.size() + strange.size()];
      boolean[] positive = new boolean[scores.length];
      for (int i = 0; i < scores.length; i++) {
        positive[i] = i >= usual.size();
        scores[i] = positive[i] ? strange.get(i - usual.size()) : usual.get(i);
      }
      return RankAuc.of(scores, positive);
    }

    /** At the least score that at least 95 % of the usual documents do not exceed. */
    double fprAt95Tpr() {
      if (usual.isEmpty() || strange.isEmpty()) {
        return Double.NaN;
      }
      double[] sorted = usual.stream().mapToDouble(score -> score).sorted().toArray();
      double bar = sorted[(int) Math.ceil(0.95 * sorted.length) - 1];
      return (double) strange.stream().filter(score -> score <= bar).count() / strange.size();
    }
  }

  private Mixed mix(GateState known, List<Read> usual, List<Read> strange) {
    boolean[] isStrange = new boolean[usual.size() + strange.size()];
    int[] places = new int[isStrange.length];
    Arrays.setAll(places, i -> i);
    new CounterRandom(SEED, 0).shuffle(places);
    for (int i = 0; i < strange.size(); i++) {
      isStrange[places[i]] = true;
    }
    Mixed mixed = new Mixed(known);
    int[] next = new int[2];
    for (boolean one : isStrange) {
      Read read = one ? strange.get(next[1]++) : usual.get(next[0]++);
      Judgement judgement = judged(mixed, read);
      int held = judgement.verdict() == Verdict.HOLD_BACK ? 1 : 0;
      if (one) {
        mixed.strange.add(judgement.score());
        mixed.strangeHeld += held;
      } else {
        mixed.usual.add(judgement.score());
        mixed.usualHeld += held;
      }
    }
    return mixed;
  }

  private Judgement judged(Mixed mixed, Read read) {
    Gate.Judged judged = gate.judge(read.candidate(), read.reading(), mixed.state);
    mixed.state = judged.state();
    mixed.readings.add(read.reading());
    return judged.judgement();
  }

  /** How long strange documents in a row go without an alarm, from several of them on. */
  private double delay(GateState known, List<Read> strange) {
    double sum = 0;
    int tries = Math.min(DELAYS, strange.size());
    for (int start = 0; start < tries; start++) {
      GateState state = known;
      int documents = 0;
      boolean alarmed = false;
      while (!alarmed && documents < strange.size()) {
        Read read = strange.get((start + documents) % strange.size());
        Gate.Judged judged = gate.judge(read.candidate(), read.reading(), state);
        state = judged.state();
        alarmed = judged.judgement().shifted();
        documents++;
      }
      sum += alarmed ? documents : Double.NaN;
    }
    return sum / tries;
  }

  private static final class After {
    private int strange;
    private int strangeHeld;
    private int usualHeld;
  }

  private After after(GateState before, List<Read> strange, List<Read> usual) {
    GateState state = before;
    for (String topic : new TreeSet<>(strange.stream().map(r -> r.candidate().topic()).toList())) {
      state = state.accepting(topic, rememberedTopics);
    }
    int accepted = Math.min(ACCEPTED, strange.size() / 2);
    for (Read read : strange.subList(0, accepted)) {
      Candidate letIn = read.candidate().letIn();
      state = gate.judge(letIn, read.reading(), state).state();
    }
    After after = new After();
    int last = Math.min(strange.size(), accepted + AFTER_ACCEPTANCE);
    for (Read read : strange.subList(accepted, last)) {
      Gate.Judged judged = gate.judge(read.candidate(), read.reading(), state);
      state = judged.state();
      after.strange++;
      after.strangeHeld += judged.judgement().verdict() == Verdict.HOLD_BACK ? 1 : 0;
    }
    for (Read read : usual) {
      Gate.Judged judged = gate.judge(read.candidate(), read.reading(), state);
      state = judged.state();
      after.usualHeld += judged.judgement().verdict() == Verdict.HOLD_BACK ? 1 : 0;
    }
    return after;
  }

  private static double rate(int some, int all) {
    return all == 0 ? Double.NaN : (double) some / all;
  }

  private static @Nullable Double number(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
