package dev.freshet.evaluator;

import dev.freshet.config.EvaluatorSettings;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.scoring.AnswerScore;
import dev.freshet.learner.scoring.AnswerScorer;
import dev.freshet.learner.scoring.Question;
import dev.freshet.learner.snapshot.Snapshot;
import dev.freshet.tensor.TensorTree;
import dev.freshet.tensor.Torch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Scores questions on the base model and on a lane's weights. The base model never changes: its
 * scores are taken once per question and kept, the least recently used of them dropped beyond a
 * bound; and since a pass over many costs little more than one over few, those of the questions to
 * come are taken along. What a question was last answered is the guess at its next answer.
 */
final class ProbeScorer {
  /** A question under both sets of weights. */
  record Scores(AnswerScore base, AnswerScore now) {
    /** False where the weights gave no number: they have diverged. */
    boolean areFinite() {
      return Double.isFinite(base.nll()) && Double.isFinite(now.nll());
    }
  }

  /** What is known of a question. */
  private record Known(AnswerScore base, String lastAnswer) {}

  private final LanguageModel model;
  private final AnswerScorer scorer;
  private final EvaluationMeter meter;
  private final int batch;
  private final int threads;
  private final Map<Question, Known> known;

  ProbeScorer(LanguageModel model, EvaluatorSettings settings, EvaluationMeter meter) {
    this.model = model;
    this.scorer = new AnswerScorer(model, settings.maxAnswerTokens(), settings.batch());
    this.meter = meter;
    this.batch = settings.batch();
    this.threads = settings.threads();
    this.known =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Question, Known> eldest) {
            return size() > settings.rememberedProbes();
          }
        };
  }

  /**
   * Scores of all questions, in order.
   *
   * @param ahead gives at most so many of the questions that will be asked later
   */
  List<Scores> score(
      Snapshot snapshot, List<Question> questions, IntFunction<List<Question>> ahead) {
    List<Known> before = known(questions, ahead);
    List<AnswerScore> now =
        measured(snapshot.parameters(), questions, before.stream().map(Known::lastAnswer).toList());
    List<Scores> scores = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      AnswerScore base = before.get(i).base();
      scores.add(new Scores(base, now.get(i)));
      known.put(questions.get(i), new Known(base, now.get(i).answer()));
    }
    return scores;
  }

  /** The NLL of each question's first answer under some weights; nothing is generated. */
  double[] likelihoods(TensorTree weights, List<Question> questions) {
    return questions.isEmpty()
        ? new double[0]
        : meter.measure(
            questions.size(),
            () -> Torch.withThreads(threads, () -> scorer.nll(weights, questions)));
  }

  /** As {@link #likelihoods}, under the base model's weights. */
  double[] baseLikelihoods(List<Question> questions) {
    return likelihoods(model.parameters(), questions);
  }

  /** What is known of questions, after the base model was asked those of which nothing was. */
  private List<Known> known(List<Question> questions, IntFunction<List<Question>> ahead) {
    Set<Question> unknown = new LinkedHashSet<>(questions);
    unknown.removeAll(known.keySet());
    if (!unknown.isEmpty()) {
      for (Question later : ahead.apply(batch)) {
        if (unknown.size() % batch == 0) {
          break; // the pass is full
        }
        if (!known.containsKey(later)) {
          unknown.add(later);
        }
      }
    }
    Map<Question, Known> found = new HashMap<>();
    List<Question> asked = List.copyOf(unknown);
    List<AnswerScore> base =
        asked.isEmpty()
            ? List.of()
            : measured(model.parameters(), asked, Collections.nCopies(asked.size(), ""));
    for (int i = 0; i < asked.size(); i++) {
      found.put(asked.get(i), new Known(base.get(i), base.get(i).answer()));
    }
    questions.forEach(question -> found.computeIfAbsent(question, known::get));
    known.putAll(found);
    return questions.stream().map(question -> present(found.get(question))).toList();
  }

  private static Known present(@Nullable Known known) {
    if (known == null) {
      throw new IllegalStateException("a question has no base score");
    }
    return known;
  }

  private List<AnswerScore> measured(
      TensorTree weights, List<Question> questions, List<String> guesses) {
    return meter.measure(
        questions.size(),
        () -> Torch.withThreads(threads, () -> scorer.score(weights, questions, guesses)));
  }
}
