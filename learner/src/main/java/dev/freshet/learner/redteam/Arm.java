package dev.freshet.learner.redteam;

import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.gate.Candidate;
import dev.freshet.learner.gate.Gate;
import dev.freshet.learner.gate.GateState;
import dev.freshet.learner.gate.Judgement;
import dev.freshet.learner.scoring.AnswerScorer;
import dev.freshet.learner.scoring.Question;
import dev.freshet.learner.step.Learned;
import dev.freshet.learner.step.StepOutcome;
import dev.freshet.learner.step.WeightedStep;
import dev.freshet.learner.weighting.TokenWeighting;
import dev.freshet.tensor.Arena;
import dev.freshet.tensor.Scope;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The weights as they go through one stream, behind a gate or none. Closing it frees them. */
final class Arm implements AutoCloseable {
  private static final int QUESTIONS_AT_ONCE = 32;

  private final LanguageModel base;
  private final WeightedStep step;
  private final TokenWeighting weighting;
  private final Gate gate;
  private Arena arena;
  private Learned state;

  Arm(LanguageModel base, WeightedStep step, TokenWeighting weighting, Gate gate, GateState known) {
    this.base = base;
    this.step = step;
    this.weighting = weighting;
    this.gate = gate;
    this.arena = Arena.on(base.device());
    try (Scope scope = Scope.on(base.device())) {
      this.state = step.initial(base.parameters(), weighting).withGate(known).adoptedBy(arena);
    }
  }

  /** Takes a document's step, if it is let in; null where the gate says nothing of it. */
  @Nullable Judgement read(Candidate document) {
    try (Scope scope = Scope.on(base.device())) {
      StepOutcome outcome = step.take(state, weighting, gate, List.of(document), 1);
      if (outcome instanceof StepOutcome.Taken taken) {
        Arena next = Arena.on(base.device());
        state = taken.learned().adoptedBy(next);
        arena.close();
        arena = next;
      } else if (outcome instanceof StepOutcome.Empty empty) {
        state = state.withGate(empty.gate());
      }
      return outcome.readings().get(0).judgement();
    }
  }

  /** The mean NLL of the questions' answers, in nats per answer token; NaN of none. */
  double nll(List<Question> questions) {
    AnswerScorer scorer = new AnswerScorer(base, 1, QUESTIONS_AT_ONCE);
    return Arrays.stream(scorer.nll(state.parameters(), questions)).average().orElse(Double.NaN);
  }

  @Override
  public void close() {
    arena.close();
  }
}
