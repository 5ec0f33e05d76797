package dev.freshet.evaluator;

import dev.freshet.config.EvaluatorSettings;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.scoring.AnswerScore;
import dev.freshet.learner.scoring.AnswerScorer;
import dev.freshet.learner.scoring.Question;
import dev.freshet.learner.snapshot.Snapshot;
import dev.freshet.tensor.TensorTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Scores questions on the base model and on a lane's weights. The base model's scores are taken
 * once per question and kept, the least recently used of them dropped beyond a bound.
 */
final class ProbeScorer {
  /** A question under both sets of weights. */
  record Scores(AnswerScore base, AnswerScore now) {
    /** False where the weights gave no number: they have diverged. */
    boolean areFinite() {
      return Double.isFinite(base.nll()) && Double.isFinite(now.nll());
    }
  }

  private final LanguageModel model;
  private final AnswerScorer scorer;
  private final EvaluationMeter meter;
  private final Map<Question, AnswerScore> base;

  ProbeScorer(LanguageModel model, EvaluatorSettings settings, EvaluationMeter meter) {
    this.model = model;
    this.scorer = new AnswerScorer(model, settings.maxAnswerTokens(), settings.batch());
    this.meter = meter;
    this.base =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Question, AnswerScore> eldest) {
            return size() > settings.rememberedProbes();
          }
        };
  }

  /** Scores of all questions, in order. */
  List<Scores> score(Snapshot snapshot, List<Question> questions) {
    Map<Question, AnswerScore> before = baseScores(questions);
    List<AnswerScore> now = measured(snapshot.parameters(), questions);
    List<Scores> scores = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      @Nullable AnswerScore known = before.get(questions.get(i));
      if (known == null) {
        throw new IllegalStateException("a question has no base score");
      }
      scores.add(new Scores(known, now.get(i)));
    }
    return scores;
  }

  private Map<Question, AnswerScore> baseScores(List<Question> questions) {
    Map<Question, AnswerScore> scores = new HashMap<>();
    List<Question> unknown = new ArrayList<>();
    for (Question question : questions) {
      @Nullable AnswerScore known = base.get(question);
      if (known != null) {
        scores.put(question, known);
      } else {
        unknown.add(question);
      }
    }
    if (!unknown.isEmpty()) {
      List<AnswerScore> fresh = measured(model.parameters(), unknown);
      for (int i = 0; i < unknown.size(); i++) {
        scores.put(unknown.get(i), fresh.get(i));
        base.put(unknown.get(i), fresh.get(i));
      }
    }
    return scores;
  }

  private List<AnswerScore> measured(TensorTree weights, List<Question> questions) {
    return meter.measure(questions.size(), () -> scorer.score(weights, questions));
  }
}
