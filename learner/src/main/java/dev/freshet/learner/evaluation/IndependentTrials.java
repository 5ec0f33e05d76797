package dev.freshet.learner.evaluation;

import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.scoring.AnswerScorer;
import dev.freshet.learner.scoring.ReferenceText;
import dev.freshet.learner.step.Guards;
import dev.freshet.learner.step.Learned;
import dev.freshet.learner.step.StepOutcome;
import dev.freshet.learner.step.WeightedStep;
import dev.freshet.learner.tokenizer.EncodedText;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.TensorTree;
import java.util.ArrayList;
import java.util.List;

/**
 * One step on one document, always from the base model: no order, no history, so what is seen is
 * the step alone. A first step's update is proportional to the learning rate (its chain has no
 * memory yet), so that one backward pass serves all rates.
 */
public final class IndependentTrials {
  private static final double UNIT_RATE = 1;
  private static final int QUESTIONS_AT_ONCE = 32;

  private final LanguageModel base;
  private final ReferenceText reference;
  private final AnswerScorer scorer;
  private final int referenceWindows;

  /**
   * @param referenceWindows so many windows of the reference text are read for each document,
   *     others for each: their mean over documents is that of the text
   */
  public IndependentTrials(LanguageModel base, ReferenceText reference, int referenceWindows) {
    this.base = base;
    this.reference = reference;
    this.referenceWindows = referenceWindows;
    this.scorer = new AnswerScorer(base, 1, QUESTIONS_AT_ONCE);
  }

  /**
   * The trials of one document, one for each rate, in their order; none where the step was refused.
   *
   * @param index the document's place in its stream: says which windows of the reference it reads
   */
  public List<Trial> of(Method method, EvaluationDocument document, int index, double[] rates) {
    long start = System.nanoTime();
    List<Trial> trials = new ArrayList<>();
    try (Scope scope = Scope.on(base.device());
        ReferenceText.Excerpt elsewhere = reference.excerpt(index, referenceWindows)) {
      EncodedText text = base.tokenizer().encode(document.text());
      WeightedStep step =
          new WeightedStep(base.decoder(), method.chain().apply(UNIT_RATE), Guards.FINITE);
      Learned before = step.initial(base.parameters(), method.weighting());
      if (!(step.take(before, method.weighting(), List.of(text))
          instanceof StepOutcome.Taken taken)) {
        return List.of();
      }
      TensorTree direction =
          taken.learned().parameters().zip(base.parameters(), (now, then) -> now.minus(then));
      double[] nllBase = scorer.nll(base.parameters(), document.questions());
      double shared = (System.nanoTime() - start) / 1e9 / rates.length;
      for (double rate : rates) {
        long begin = System.nanoTime();
        try (Scope one = Scope.nested()) {
          TensorTree now = base.parameters().plus(direction.scaled(rate));
          double[] nllNow = scorer.nll(now, document.questions());
          double kl = elsewhere.divergence(now);
          trials.add(
              new Trial(
                  method.name(),
                  rate,
                  document.id(),
                  document.article(),
                  nllBase,
                  nllNow,
                  kl,
                  rate * taken.updateNorm(),
                  shared + (System.nanoTime() - begin) / 1e9));
        }
      }
    }
    return trials;
  }
}
