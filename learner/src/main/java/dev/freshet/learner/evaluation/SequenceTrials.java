package dev.freshet.learner.evaluation;

import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.scoring.AnswerScore;
import dev.freshet.learner.scoring.AnswerScorer;
import dev.freshet.learner.scoring.Question;
import dev.freshet.learner.scoring.ReferenceText;
import dev.freshet.learner.step.Guards;
import dev.freshet.learner.step.Learned;
import dev.freshet.learner.step.StepOutcome;
import dev.freshet.learner.step.WeightedStep;
import dev.freshet.learner.tokenizer.EncodedText;
import dev.freshet.tensor.Arena;
import dev.freshet.tensor.CounterRandom;
import dev.freshet.tensor.Scope;
import java.util.ArrayList;
import java.util.List;

/**
 * One pass over a stream, one step a document, the state carried on; then all questions are asked
 * (Hu et al. 2023, section 4). Documents are shuffled: an order is the unit of repetition.
 */
public final class SequenceTrials {
  private static final int QUESTIONS_AT_ONCE = 32;

  /**
   * One pass.
   *
   * @param nllRightAfter the mean over questions right after their document's step, in nats per
   *     answer token
   * @param nllEnd the same at the end of the stream; above it is what was forgotten meanwhile
   * @param prefixMatch the share of answers that begin as the shortest accepted one does, which is
   *     what Hu et al. call exact match
   */
  public record Pass(
      String method,
      double learningRate,
      int order,
      int documents,
      int refused,
      int questions,
      double nllRightAfter,
      double nllEnd,
      double f1,
      double exactMatch,
      double prefixMatch,
      ReferenceText.Comparison elsewhere,
      double secondsPerDocument) {}

  /** The base model's answers to the same questions. */
  public record Before(double nll, double f1, double exactMatch) {}

  private final LanguageModel base;
  private final ReferenceText reference;
  private final AnswerScorer scorer;

  public SequenceTrials(LanguageModel base, ReferenceText reference, int maxAnswerTokens) {
    this.base = base;
    this.reference = reference;
    this.scorer = new AnswerScorer(base, maxAnswerTokens, QUESTIONS_AT_ONCE);
  }

  /** What the base model says before anything was read. */
  public Before before(List<EvaluationDocument> documents) {
    List<AnswerScore> scores = scorer.score(base.parameters(), questions(documents));
    return new Before(
        scores.stream().mapToDouble(AnswerScore::nll).average().orElse(Double.NaN),
        scores.stream().mapToDouble(AnswerScore::f1).average().orElse(Double.NaN),
        scores.stream().mapToDouble(AnswerScore::exactMatch).average().orElse(Double.NaN));
  }

  /**
   * One pass in one order.
   *
   * @param order seeds the shuffling; the same order is the same for every method
   * @param heard called after every document
   */
  public Pass run(
      Method method,
      double learningRate,
      List<EvaluationDocument> documents,
      int order,
      Runnable heard) {
    WeightedStep step =
        new WeightedStep(base.decoder(), method.chain().apply(learningRate), Guards.FINITE);
    Arena arena = Arena.on(base.device());
    double rightAfter = 0;
    long learning = 0;
    int refused = 0;
    try {
      Learned state;
      try (Scope scope = Scope.on(base.device())) {
        state = step.initial(base.parameters(), method.weighting()).adoptedBy(arena);
      }
      for (EvaluationDocument document : shuffled(documents, order)) {
        long start = System.nanoTime();
        try (Scope scope = Scope.on(base.device())) {
          EncodedText text = base.tokenizer().encode(document.text());
          if (step.take(state, method.weighting(), List.of(text))
              instanceof StepOutcome.Taken taken) {
            Arena next = Arena.on(base.device());
            state = taken.learned().adoptedBy(next);
            arena.close();
            arena = next;
          } else {
            refused++;
          }
        }
        learning += System.nanoTime() - start;
        for (double nll : scorer.nll(state.parameters(), document.questions())) {
          rightAfter += nll;
        }
        heard.run();
      }
      List<Question> questions = questions(documents);
      List<AnswerScore> scores = scorer.score(state.parameters(), questions);
      return new Pass(
          method.name(),
          learningRate,
          order,
          documents.size(),
          refused,
          questions.size(),
          rightAfter / questions.size(),
          scores.stream().mapToDouble(AnswerScore::nll).average().orElse(Double.NaN),
          scores.stream().mapToDouble(AnswerScore::f1).average().orElse(Double.NaN),
          scores.stream().mapToDouble(AnswerScore::exactMatch).average().orElse(Double.NaN),
          prefixMatches(questions, scores),
          reference.compare(state.parameters()),
          learning / 1e9 / documents.size());
    } finally {
      arena.close();
    }
  }

  private static double prefixMatches(List<Question> questions, List<AnswerScore> scores) {
    int matches = 0;
    for (int i = 0; i < scores.size(); i++) {
      String gold =
          questions.get(i).answers().stream()
              .min(java.util.Comparator.comparingInt(String::length))
              .orElseThrow();
      matches += scores.get(i).answer().regionMatches(true, 0, gold, 0, gold.length()) ? 1 : 0;
    }
    return (double) matches / scores.size();
  }

  private static List<Question> questions(List<EvaluationDocument> documents) {
    return documents.stream().flatMap(document -> document.questions().stream()).toList();
  }

  private static List<EvaluationDocument> shuffled(List<EvaluationDocument> documents, int order) {
    int[] places = new int[documents.size()];
    for (int i = 0; i < places.length; i++) {
      places[i] = i;
    }
    new CounterRandom(order, CounterRandom.seedOf("order")).shuffle(places);
    List<EvaluationDocument> shuffled = new ArrayList<>();
    for (int place : places) {
      shuffled.add(documents.get(place));
    }
    return shuffled;
  }
}
