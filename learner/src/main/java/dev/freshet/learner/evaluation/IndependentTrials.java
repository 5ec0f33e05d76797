package dev.freshet.learner.evaluation;

import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.scoring.AnswerScorer;
import dev.freshet.learner.scoring.ReferenceText;
import dev.freshet.learner.step.Learned;
import dev.freshet.learner.step.StepOutcome;
import dev.freshet.learner.step.WeightedStep;
import dev.freshet.learner.tokenizer.EncodedText;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One step on one document, always from the base model: no order, no history, so what is seen is
 * the step alone.
 *
 * <p>The update of a first step in one pass is proportional to the learning rate, whatever the
 * optimizer (its chain has no memory yet), so that one backward pass serves all rates of a method;
 * with several passes each rate takes its own. The base model's answers and its reading of the
 * reference text serve all methods.
 */
public final class IndependentTrials implements Trials {
  /**
   * Where the direction is measured, as the difference of weights: so far above any rate swept that
   * rounding adds less to a step than the addition of its update does.
   */
  private static final double MEASURED_AT = 1024;

  private static final int QUESTIONS_AT_ONCE = 32;
  private static final int BASE_ANSWERS_KEPT = 4096;
  private static final long EXCERPT_BYTES_KEPT = 256L << 20;

  private final LanguageModel base;
  private final ReferenceText reference;
  private final AnswerScorer scorer;
  private final Cells cells;
  private final int referenceWindows;
  private final boolean keepsExcerpts;
  private final Map<Integer, ReferenceText.Excerpt> excerpts = new LinkedHashMap<>();
  private final Map<String, Answers> baseAnswers =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Answers> eldest) {
          return size() > BASE_ANSWERS_KEPT;
        }
      };

  /**
   * @param referenceTokens about so many of the reference text are read for each document, in whole
   *     windows, others for each: their mean over documents is that of the text
   */
  public IndependentTrials(
      LanguageModel base,
      ReferenceText reference,
      int referenceTokens,
      int maxAnswerTokens,
      Cells cells) {
    this.base = base;
    this.reference = reference;
    this.scorer = new AnswerScorer(base, maxAnswerTokens, QUESTIONS_AT_ONCE);
    this.cells = cells;
    int context = base.config().context();
    this.referenceWindows =
        Math.min(reference.windows(), Math.max(1, Math.round((float) referenceTokens / context)));
    this.keepsExcerpts =
        (long) reference.windows()
                * referenceWindows
                * context
                * base.config().vocabulary()
                * Float.BYTES
            <= EXCERPT_BYTES_KEPT;
  }

  @Override
  public String name() {
    return "independent";
  }

  @Override
  public int leastClusters() {
    return 2;
  }

  @Override
  public long units(int documents, int rates) {
    return (long) documents * rates;
  }

  @Override
  public List<Trial> of(
      Method method, List<EvaluationDocument> documents, double[] rates, Depth depth, Heard heard) {
    List<Trial> trials = new ArrayList<>();
    for (int i = 0; i < documents.size(); i++) {
      trials.addAll(of(method, documents.get(i), i, rates, depth, heard));
    }
    return trials;
  }

  private List<Trial> of(
      Method method,
      EvaluationDocument document,
      int index,
      double[] rates,
      Depth depth,
      Heard heard) {
    List<Trial> trials = new ArrayList<>();
    List<Double> missing = new ArrayList<>();
    for (double rate : rates) {
      Trial known = cells.find(key(method, document, index, rate, depth));
      if (known == null) {
        missing.add(rate);
      } else {
        trials.add(known);
      }
    }
    heard.of(trials.size(), false);
    if (!missing.isEmpty()) {
      for (Trial made : made(method, document, index, missing, depth)) {
        cells.keep(key(method, document, index, made.learningRate(), depth), made);
        trials.add(made);
      }
      heard.of(missing.size(), true);
    }
    return trials;
  }

  private String key(
      Method method, EvaluationDocument document, int index, double rate, Depth depth) {
    int windows = index % reference.windows();
    return cells.key(name(), method.recipe(), document, windows, referenceWindows, rate, depth);
  }

  private List<Trial> made(
      Method method, EvaluationDocument document, int index, List<Double> rates, Depth depth) {
    List<Trial> trials = new ArrayList<>();
    ReferenceText.Excerpt elsewhere = excerpt(index % reference.windows());
    try (Scope scope = Scope.on(base.device())) {
      Answers before = baseAnswers(document, depth);
      @Nullable Direction shared =
          method.passes() == 1 ? direction(method, document, MEASURED_AT) : null;
      for (double rate : rates) {
        try (Scope one = Scope.nested()) {
          Direction direction = shared == null ? direction(method, document, rate) : shared;
          TensorTree now = direction.at(rate, base.parameters());
          Answers after = Answers.at(depth, scorer, now, document.questions());
          trials.add(
              new Trial(
                  rate,
                  document.id(),
                  document.article(),
                  before,
                  after,
                  after.nll(),
                  elsewhere.compare(now),
                  FirstLook.mean(direction.weights()),
                  direction.norm() * rate / direction.rate(),
                  direction.change() == null ? 1 : 0,
                  direction.seconds()));
        }
      }
    } finally {
      if (!keepsExcerpts) {
        elsewhere.close();
      }
    }
    return trials;
  }

  /** Takes a step. */
  private Direction direction(Method method, EvaluationDocument document, double rate) {
    long start = System.nanoTime();
    EncodedText text = base.tokenizer().encode(document.text());
    WeightedStep step = method.step(base.decoder(), rate);
    Learned before =
        new Learned(
            base.parameters(), step.transformation().init(base.parameters()), method.start());
    StepOutcome outcome = step.take(before, method.weighting(), List.of(text));
    float[] weights = outcome.readings().get(0).weights();
    if (outcome instanceof StepOutcome.Taken taken) {
      TensorTree change = taken.learned().served().zip(base.parameters(), Tensor::minus);
      return new Direction(rate, change, taken.updateNorm(), weights, seconds(start));
    }
    return new Direction(rate, null, 0, weights, seconds(start));
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  /**
   * What a step does.
   *
   * @param rate at which it was taken
   * @param change of the parameters; null where no step was taken
   * @param norm of the change
   * @param weights of the tokens
   */
  private record Direction(
      double rate, @Nullable TensorTree change, double norm, float[] weights, double seconds) {
    /** Where it leads at another rate. */
    TensorTree at(double other, TensorTree from) {
      return change == null ? from : from.plusScaled(change, other / rate);
    }
  }

  private Answers baseAnswers(EvaluationDocument document, Depth depth) {
    String key = cells.key(document.questions(), depth);
    @Nullable Answers known = baseAnswers.get(key);
    if (known == null) {
      known = Answers.at(depth, scorer, base.parameters(), document.questions());
      baseAnswers.put(key, known);
    }
    return known;
  }

  private ReferenceText.Excerpt excerpt(int index) {
    return keepsExcerpts
        ? excerpts.computeIfAbsent(index, i -> reference.excerpt(i, referenceWindows))
        : reference.excerpt(index, referenceWindows);
  }

  @Override
  public void close() {
    excerpts.values().forEach(ReferenceText.Excerpt::close);
    excerpts.clear();
  }
}
