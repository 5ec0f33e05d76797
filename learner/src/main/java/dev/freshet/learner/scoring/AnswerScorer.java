package dev.freshet.learner.scoring;

import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.TokenLoss;
import dev.freshet.learner.generation.Generator;
import dev.freshet.learner.generation.Sampling;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Asks a model questions, closed-book, and scores its answers, many in one forward pass. Pure; safe
 * for use by several threads.
 */
public final class AnswerScorer {
  private final LanguageModel model;
  private final int maxAnswerTokens;
  private final int batch;
  private final Generator generator;

  /**
   * @param maxAnswerTokens the most tokens generated for an answer
   * @param batch the most questions in one pass
   */
  public AnswerScorer(LanguageModel model, int maxAnswerTokens, int batch) {
    this.model = model;
    this.maxAnswerTokens = maxAnswerTokens;
    this.batch = batch;
    this.generator = new Generator(model.decoder(), model.device());
  }

  /** Scores of all questions under some weights, in order. */
  public List<AnswerScore> score(TensorTree parameters, List<Question> questions) {
    List<AnswerScore> scores = new ArrayList<>();
    for (int from = 0; from < questions.size(); from += batch) {
      scores.addAll(
          scoreBatch(
              parameters, questions.subList(from, Math.min(questions.size(), from + batch))));
    }
    return scores;
  }

  /**
   * The likelihood of each question's first answer alone, in nats per token; nothing is generated.
   */
  public double[] nll(TensorTree parameters, List<Question> questions) {
    double[] all = new double[questions.size()];
    for (int from = 0; from < all.length; from += batch) {
      List<Question> part = questions.subList(from, Math.min(all.length, from + batch));
      double[] means = likelihoods(parameters, rows(part));
      System.arraycopy(means, 0, all, from, means.length);
    }
    return all;
  }

  private List<AnswerRow> rows(List<Question> questions) {
    return questions.stream().map(question -> AnswerRow.of(model, question)).toList();
  }

  private List<AnswerScore> scoreBatch(TensorTree parameters, List<Question> questions) {
    List<AnswerRow> rows = rows(questions);
    double[] likelihoods = likelihoods(parameters, rows);
    List<Generator.Continuation> answers =
        generator.continueAll(
            parameters,
            questions.stream().map(this::prompt).toList(),
            maxAnswerTokens,
            Sampling.GREEDY);
    List<AnswerScore> scores = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      String answer = model.tokenizer().decode(answers.get(i).ids()).strip();
      List<String> gold = questions.get(i).answers();
      scores.add(
          new AnswerScore(
              likelihoods[i],
              rows.get(i).answerTokens(),
              answer,
              SquadMetrics.f1(answer, gold),
              SquadMetrics.exactMatch(answer, gold)));
    }
    return scores;
  }

  /** The ids that an answer is generated from: the end of a prompt that is too long. */
  private int[] prompt(Question question) {
    // The bare prompt may end in a space that belongs to the answer's first token.
    String asked = model.questions().promptFor(question.text()).stripTrailing();
    int[] ids = model.tokenizer().encode(asked).ids();
    int room = Math.max(1, model.config().context() - maxAnswerTokens - 1);
    return Arrays.copyOfRange(ids, Math.max(0, ids.length - room), ids.length);
  }

  private double[] likelihoods(TensorTree parameters, List<AnswerRow> rows) {
    int longest = rows.stream().mapToInt(row -> row.ids().length).max().orElse(0);
    int[] padded = new int[rows.size() * longest];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i).ids(), 0, padded, i * longest, rows.get(i).ids().length);
    }
    try (Scope scope = Scope.on(model.device())) {
      Tensor ids = Tensor.of(padded, rows.size(), longest);
      float[] losses = TokenLoss.of(model.decoder(), parameters, ids).toFloats();
      double[] means = new double[rows.size()];
      for (int i = 0; i < rows.size(); i++) {
        AnswerRow row = rows.get(i);
        double sum = 0;
        for (int t = row.answerFrom(); t < row.ids().length; t++) {
          sum += losses[i * (longest - 1) + t - 1];
        }
        means[i] = sum / row.answerTokens();
      }
      return means;
    }
  }
}
