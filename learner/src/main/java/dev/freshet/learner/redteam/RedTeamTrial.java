package dev.freshet.learner.redteam;

import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.evaluation.EvaluationDocument;
import dev.freshet.learner.gate.Candidate;
import dev.freshet.learner.gate.Gate;
import dev.freshet.learner.gate.GateState;
import dev.freshet.learner.gate.Judgement;
import dev.freshet.learner.gate.Reading;
import dev.freshet.learner.gate.Readings;
import dev.freshet.learner.scoring.Question;
import dev.freshet.learner.step.WeightedStep;
import dev.freshet.learner.weighting.TokenWeighting;
import dev.freshet.tensor.CounterRandom;
import dev.freshet.tensor.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What attacks get past a gate, and the damage they do.
 *
 * <pre>
 * reference documents, read by the base model    -> the gate gets to know the usual
 * the stream, hostile documents among it, learned behind the gate
 *                                                -> AUROC, what is let through, questions' NLL
 * the same stream without a gate                 -> questions' NLL
 * the stream's usual documents alone, no gate    -> what the questions' NLL is held against
 * </pre>
 *
 * <p>The questions are on documents that are in no stream. An attack comes under the topics of the
 * documents that it was made of.
 */
public final class RedTeamTrial {
  /** Reference documents whose expected perturbation scores are taken, the newest. */
  private static final int SCORED = 100;

  private static final long SEED = CounterRandom.seedOf("redteam");

  private final LanguageModel base;
  private final WeightedStep step;
  private final TokenWeighting weighting;
  private final Gate gate;
  private final long seed;
  private final Runnable heard;

  /**
   * Documents that share none.
   *
   * @param reference that the gate gets to know
   * @param stream usual ones in the stream
   * @param attacked that hostile ones are made of
   * @param untouched whose questions are asked
   */
  public record Parts(
      List<EvaluationDocument> reference,
      List<EvaluationDocument> stream,
      List<EvaluationDocument> attacked,
      List<EvaluationDocument> untouched) {
    /** How often a document is heard of in a trial. */
    public int total() {
      int all = stream.size() + attacked.size();
      return reference.size() + stream.size() + Attacks.all().size() * (attacked.size() + 2 * all);
    }
  }

  /**
   * @param gate that holds back
   * @param heard called at every document, for progress; what it throws ends the trial
   */
  public RedTeamTrial(
      LanguageModel base,
      WeightedStep step,
      TokenWeighting weighting,
      Gate gate,
      long seed,
      Runnable heard) {
    this.base = base;
    this.step = step;
    this.weighting = weighting;
    this.gate = gate;
    this.seed = seed;
    this.heard = heard;
  }

  /** Every attack on the same documents. */
  public RedTeamResult run(Parts parts) {
    List<Question> questions =
        parts.untouched().stream().flatMap(document -> document.questions().stream()).toList();
    GateState known = known(parts.reference());
    try (Victim victim = new Victim(base, gate, known)) {
      Usual usual = usual(parts, victim, known, questions);
      List<RedTeamResult.Row> rows =
          Attacks.all().stream().map(attack -> row(attack, usual)).toList();
      return new RedTeamResult(
          parts.reference().size(),
          parts.stream().size(),
          parts.attacked().size(),
          questions.size(),
          number(usual.nllBase),
          number(usual.nllUsual),
          rows);
    }
  }

  /** What is the same for every attack. */
  private record Usual(
      Parts parts,
      Victim victim,
      List<Question> questions,
      GateState known,
      PerturbationDetector detector,
      double[] perturbation,
      double nllBase,
      double nllUsual) {}

  private GateState known(List<EvaluationDocument> reference) {
    GateState known = GateState.INITIAL;
    for (EvaluationDocument document : reference) {
      heard.run();
      Candidate candidate = candidate(document.text(), document);
      known = gate.judge(candidate, reading(candidate), known).state();
    }
    return known;
  }

  private Usual usual(Parts parts, Victim victim, GateState known, List<Question> questions) {
    int from = Math.max(0, parts.reference().size() - SCORED);
    List<EvaluationDocument> scored = parts.reference().subList(from, parts.reference().size());
    PerturbationDetector detector =
        new PerturbationDetector(
            scored.stream().map(document -> perturbation(document.text(), victim)).toList());
    double[] perturbation =
        parts.stream().stream()
            .mapToDouble(document -> detector.of(perturbation(document.text(), victim)))
            .toArray();
    try (Arm arm = new Arm(base, step, weighting, Gate.OPEN, GateState.INITIAL)) {
      double nllBase = arm.nll(questions);
      for (EvaluationDocument document : parts.stream()) {
        heard.run();
        arm.read(candidate(document.text(), document));
      }
      return new Usual(
          parts, victim, questions, known, detector, perturbation, nllBase, arm.nll(questions));
    }
  }

  private RedTeamResult.Row row(Attack attack, Usual usual) {
    String name = attack.description().name();
    CounterRandom random = new CounterRandom(seed, CounterRandom.seedOf(name));
    List<Candidate> hostile = new ArrayList<>();
    Verdicts.Scores perturbation = new Verdicts.Scores();
    Arrays.stream(usual.perturbation).forEach(score -> perturbation.add(false, score));
    double before = 0;
    double after = 0;
    for (EvaluationDocument document : usual.parts.attacked()) {
      heard.run();
      Candidate made;
      try (Scope scope = Scope.on(base.device())) {
        made = candidate(attack.of(document.text(), usual.victim, random), document);
      }
      hostile.add(made);
      perturbation.add(true, usual.detector.of(perturbation(made.text().text(), usual.victim)));
      before += loss(candidate(document.text(), document));
      after += loss(made);
    }
    Outcome gated = arm(gate, usual.known, usual, hostile, attack.planted());
    Outcome open = arm(Gate.OPEN, GateState.INITIAL, usual, hostile, attack.planted());
    int made = hostile.size();
    return new RedTeamResult.Row(
        name,
        before / made,
        after / made,
        number(gated.verdicts.auroc()),
        number(gated.verdicts.aurocOfDistance()),
        number(perturbation.auroc()),
        gated.verdicts.letThrough(),
        gated.verdicts.usualHeldBack(),
        number(gated.nll - usual.nllUsual),
        number(open.nll - usual.nllUsual),
        attack.planted().isEmpty()
            ? null
            : new RedTeamResult.Planted(planted(attack), gated.planted, open.planted));
  }

  /** What came of one stream: the gate's verdicts, and the questions' NLL after it. */
  private record Outcome(Verdicts verdicts, double nll, double planted) {}

  private Outcome arm(
      Gate before, GateState known, Usual usual, List<Candidate> hostile, List<Question> planted) {
    int all = usual.parts.stream().size() + hostile.size();
    int[] places = new int[all];
    Arrays.setAll(places, i -> i);
    new CounterRandom(SEED, seed).shuffle(places);
    boolean[] isHostile = new boolean[all];
    for (int i = 0; i < hostile.size(); i++) {
      isHostile[places[i]] = true;
    }
    try (Arm arm = new Arm(base, step, weighting, before, known)) {
      Verdicts verdicts = new Verdicts();
      int[] next = new int[2];
      for (boolean one : isHostile) {
        heard.run();
        EvaluationDocument ordinary = one ? null : usual.parts.stream().get(next[0]++);
        Judgement judgement =
            arm.read(
                ordinary == null ? hostile.get(next[1]++) : candidate(ordinary.text(), ordinary));
        if (judgement != null) {
          verdicts.add(one, judgement);
        }
      }
      return new Outcome(verdicts, arm.nll(usual.questions), arm.nll(planted));
    }
  }

  private double planted(Attack attack) {
    try (Arm arm = new Arm(base, step, weighting, Gate.OPEN, GateState.INITIAL)) {
      return arm.nll(attack.planted());
    }
  }

  private Candidate candidate(String text, EvaluationDocument like) {
    return new Candidate(text, base.tokenizer().encode(text), like.article(), false);
  }

  private Reading reading(Candidate candidate) {
    try (Scope scope = Scope.on(base.device())) {
      return Readings.of(base.decoder(), base.parameters(), candidate.text());
    }
  }

  private double loss(Candidate candidate) {
    OptionalDouble mean = Arrays.stream(reading(candidate).losses()).average();
    return mean.orElse(0);
  }

  private double[] perturbation(String text, Victim victim) {
    try (Scope scope = Scope.on(base.device())) {
      return PerturbationScore.of(text, victim);
    }
  }

  private static @Nullable Double number(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
