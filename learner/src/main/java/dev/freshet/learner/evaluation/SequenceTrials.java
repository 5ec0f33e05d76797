package dev.freshet.learner.evaluation;

import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.scoring.AnswerScorer;
import dev.freshet.learner.scoring.Question;
import dev.freshet.learner.scoring.ReferenceText;
import dev.freshet.learner.step.Learned;
import dev.freshet.learner.step.StepOutcome;
import dev.freshet.learner.step.WeightedStep;
import dev.freshet.learner.tokenizer.EncodedText;
import dev.freshet.tensor.Arena;
import dev.freshet.tensor.CounterRandom;
import dev.freshet.tensor.Scope;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One pass over a stream, one step a document, the state carried on; then all questions are asked
 * (Hu et al. 2023, section 4). Documents are shuffled: an order is the unit of repetition.
 */
public final class SequenceTrials implements Trials {
  private static final int QUESTIONS_AT_ONCE = 32;

  private final LanguageModel base;
  private final ReferenceText reference;
  private final AnswerScorer scorer;
  private final int orders;
  private final Cells cells;
  private @Nullable String baseOf;
  private @Nullable Answers baseAnswers;

  /**
   * @param orders passes, each in an order of its own; the k-th order is the same for every method
   */
  public SequenceTrials(
      LanguageModel base, ReferenceText reference, int orders, int maxAnswerTokens, Cells cells) {
    this.base = base;
    this.reference = reference;
    this.orders = orders;
    this.scorer = new AnswerScorer(base, maxAnswerTokens, QUESTIONS_AT_ONCE);
    this.cells = cells;
  }

  @Override
  public String name() {
    return "sequence";
  }

  @Override
  public int leastClusters() {
    return 5;
  }

  @Override
  public long units(int documents, int rates) {
    return (long) documents * rates * orders;
  }

  @Override
  public List<Trial> of(
      Method method, List<EvaluationDocument> documents, double[] rates, Depth depth, Heard heard) {
    List<Trial> trials = new ArrayList<>();
    String read = cells.keyOf(documents);
    for (double rate : rates) {
      for (int order = 1; order <= orders; order++) {
        String key = cells.key(name(), method.recipe(), read, order, rate, depth);
        Trial trial = cells.find(key);
        if (trial == null) {
          trial = pass(method, documents, order, rate, depth, heard);
          cells.keep(key, trial);
        } else {
          heard.of(documents.size(), false);
        }
        trials.add(trial);
      }
    }
    return trials;
  }

  @Override
  public void close() {}

  private Trial pass(
      Method method,
      List<EvaluationDocument> documents,
      int order,
      double rate,
      Depth depth,
      Heard heard) {
    List<Question> questions = EvaluationDocument.questions(documents);
    Answers before = before(documents, questions, depth);
    Pass pass = new Pass(method, rate);
    try {
      double[] rightAfter = new double[questions.size()];
      int[] starts = starts(documents);
      for (int place : shuffled(documents.size(), order)) {
        EvaluationDocument document = documents.get(place);
        pass.learn(document);
        double[] asked = pass.nll(document.questions());
        System.arraycopy(asked, 0, rightAfter, starts[place], asked.length);
        heard.of(1, true);
      }
      return pass.ended("order " + order, before, rightAfter, questions, depth, documents.size());
    } finally {
      pass.close();
    }
  }

  /** What the base model says to all questions, kept for the passes over the same documents. */
  private Answers before(
      List<EvaluationDocument> documents, List<Question> questions, Depth depth) {
    String key = cells.key(cells.keyOf(documents), depth);
    @Nullable Answers known = baseAnswers;
    if (known == null || !key.equals(baseOf)) {
      known = Answers.at(depth, scorer, base.parameters(), questions);
      baseAnswers = known;
      baseOf = key;
    }
    return known;
  }

  /** For each document, how many questions come before its own. */
  private static int[] starts(List<EvaluationDocument> documents) {
    int[] starts = new int[documents.size()];
    for (int i = 1; i < starts.length; i++) {
      starts[i] = starts[i - 1] + documents.get(i - 1).questions().size();
    }
    return starts;
  }

  private static int[] shuffled(int count, int order) {
    int[] places = new int[count];
    for (int i = 0; i < places.length; i++) {
      places[i] = i;
    }
    new CounterRandom(order, CounterRandom.seedOf("order")).shuffle(places);
    return places;
  }

  /** The weights as they go through the stream. */
  private final class Pass implements AutoCloseable {
    private final Method method;
    private final double rate;
    private final WeightedStep step;
    private Arena arena = Arena.on(base.device());
    private Learned state;
    private double weights;
    private double norms;
    private long nanos;
    private int refused;

    Pass(Method method, double rate) {
      this.method = method;
      this.rate = rate;
      this.step = method.step(base.decoder(), rate);
      try (Scope scope = Scope.on(base.device())) {
        this.state = step.initial(base.parameters(), method.weighting()).adoptedBy(arena);
      }
    }

    void learn(EvaluationDocument document) {
      long start = System.nanoTime();
      try (Scope scope = Scope.on(base.device())) {
        EncodedText text = base.tokenizer().encode(document.text());
        StepOutcome outcome = step.take(state, method.weighting(), List.of(text));
        weights += FirstLook.mean(outcome.readings().get(0).weights());
        if (outcome instanceof StepOutcome.Taken taken) {
          Arena next = Arena.on(base.device());
          state = taken.learned().adoptedBy(next);
          arena.close();
          arena = next;
          norms += taken.updateNorm();
        } else {
          refused++;
        }
      }
      nanos += System.nanoTime() - start;
    }

    double[] nll(List<Question> questions) {
      return scorer.nll(state.served(), questions);
    }

    Trial ended(
        String order,
        Answers before,
        double[] rightAfter,
        List<Question> questions,
        Depth depth,
        int documents) {
      return new Trial(
          rate,
          order,
          order,
          before,
          Answers.at(depth, scorer, state.served(), questions),
          rightAfter,
          reference.compare(state.served()),
          weights / documents,
          norms / Math.max(1, documents - refused),
          refused,
          nanos / 1e9 / documents);
    }

    @Override
    public void close() {
      arena.close();
    }
  }
}
