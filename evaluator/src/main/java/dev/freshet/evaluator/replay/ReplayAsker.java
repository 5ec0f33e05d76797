package dev.freshet.evaluator.replay;

import dev.freshet.config.EvaluatorSettings;
import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.Adaptation.Decision;
import dev.freshet.ingest.records.Adaptation.TokenWeight;
import dev.freshet.ingest.records.Probe;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.scoring.AnswerScore;
import dev.freshet.learner.scoring.AnswerScorer;
import dev.freshet.learner.scoring.Question;
import dev.freshet.tensor.TensorTree;
import dev.freshet.tensor.Torch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Asks the probes of each document of a run. The base model's answers are kept for the next run.
 *
 * <p>Every document is asked about, whatever was decided on it: a variant that rejects a document
 * knows nothing of it, and that is to count.
 */
public final class ReplayAsker {
  private static final int QUESTIONS_AT_ONCE = 64;

  private final LanguageModel base;
  private final AnswerScorer scorer;
  private final int threads;
  private final ReplayProbes probes;
  private final Map<String, AnswerScore> baseScores = new HashMap<>();
  private final Map<String, String> lastAnswers = new HashMap<>();
  private final List<ReplayRow> rows = new ArrayList<>();

  public ReplayAsker(LanguageModel base, EvaluatorSettings settings, ReplayProbes probes) {
    this.base = base;
    this.scorer = new AnswerScorer(base, settings.maxAnswerTokens(), settings.batch());
    this.threads = settings.threads();
    this.probes = probes;
  }

  /** Begins another run. */
  public void begin() {
    rows.clear();
    lastAnswers.clear();
  }

  /**
   * Takes in what was decided, and asks the document's probes.
   *
   * @param seq the document's number when it was recorded
   * @param now the weights right after its step
   * @param keepWeights whether to keep its tokens' weights
   */
  public void decided(Adaptation adaptation, long seq, TensorTree now, boolean keepWeights) {
    if (adaptation.decision() == Decision.ROLLED_BACK) {
      rows.removeIf(row -> row.seq() == seq);
      return;
    }
    List<Probe> asked = probes.of(adaptation.documentId());
    List<AnswerScore> before = base(asked);
    List<AnswerScore> after = score(now, asked, () -> {});
    List<Asked> answers = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      Asked.Score score = Asked.Score.of(after.get(i));
      answers.add(new Asked(asked.get(i).id(), Asked.Score.of(before.get(i)), score, score));
    }
    List<TokenWeight> weights =
        keepWeights
            ? adaptation.topWeights().stream()
                .sorted(Comparator.comparingInt(TokenWeight::start))
                .toList()
            : List.of();
    float[] values = new float[weights.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) weights.get(i).weight();
    }
    rows.add(
        new ReplayRow(
            seq,
            adaptation.documentId(),
            adaptation.topic(),
            rows.size(),
            adaptation.step(),
            adaptation.decision(),
            adaptation.tokens(),
            adaptation.lossBefore(),
            adaptation.millis(),
            answers,
            weights.stream().mapToInt(TokenWeight::start).toArray(),
            weights.stream().mapToInt(TokenWeight::end).toArray(),
            values));
  }

  /**
   * Asks all probes once more; returns the run's rows.
   *
   * @param heard called now and then; what it throws ends the asking
   */
  public List<ReplayRow> end(TensorTree now, Runnable heard) {
    List<Probe> all = new ArrayList<>();
    rows.forEach(row -> all.addAll(probes.of(row.documentId())));
    List<AnswerScore> scores = score(now, all, heard);
    List<ReplayRow> ended = new ArrayList<>();
    int at = 0;
    for (ReplayRow row : rows) {
      List<Asked> answers = new ArrayList<>();
      for (Asked asked : row.probes()) {
        answers.add(
            new Asked(
                asked.probeId(), asked.base(), asked.now(), Asked.Score.of(scores.get(at++))));
      }
      ended.add(row.withProbes(answers));
    }
    return ended;
  }

  private List<AnswerScore> base(List<Probe> asked) {
    List<Probe> unknown =
        asked.stream().filter(probe -> !baseScores.containsKey(probe.id())).toList();
    List<AnswerScore> scores = asked(base.parameters(), unknown, nothing(unknown.size()));
    for (int i = 0; i < unknown.size(); i++) {
      baseScores.put(unknown.get(i).id(), scores.get(i));
    }
    return asked.stream().map(probe -> known(probe.id())).toList();
  }

  private AnswerScore known(String probe) {
    AnswerScore score = baseScores.get(probe);
    if (score == null) {
      throw new IllegalStateException("the base model was not asked " + probe);
    }
    return score;
  }

  /** What a probe was answered last is the guess at its next answer. */
  private List<AnswerScore> score(TensorTree weights, List<Probe> asked, Runnable heard) {
    List<AnswerScore> scores = new ArrayList<>();
    for (int from = 0; from < asked.size(); from += QUESTIONS_AT_ONCE) {
      heard.run();
      List<Probe> part = asked.subList(from, Math.min(asked.size(), from + QUESTIONS_AT_ONCE));
      List<String> guesses =
          part.stream()
              .map(probe -> lastAnswers.getOrDefault(probe.id(), known(probe.id()).answer()))
              .toList();
      List<AnswerScore> read = asked(weights, part, guesses);
      for (int i = 0; i < part.size(); i++) {
        lastAnswers.put(part.get(i).id(), read.get(i).answer());
      }
      scores.addAll(read);
    }
    return scores;
  }

  private List<AnswerScore> asked(TensorTree weights, List<Probe> probes, List<String> guesses) {
    List<Question> questions = probes.stream().map(ReplayAsker::question).toList();
    return Torch.withThreads(threads, () -> scorer.score(weights, questions, guesses));
  }

  private static List<String> nothing(int count) {
    return Collections.nCopies(count, "");
  }

  private static Question question(Probe probe) {
    return new Question(probe.question(), probe.answers());
  }
}
