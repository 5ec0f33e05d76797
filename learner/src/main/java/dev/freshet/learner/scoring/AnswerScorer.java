package dev.freshet.learner.scoring;

import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.decoder.Decoder;
import dev.freshet.learner.decoder.KeyValueCache;
import dev.freshet.learner.decoder.Placement;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * Asks a model questions, closed-book, and scores its answers, many in one forward pass. Pure; safe
 * for use by several threads.
 *
 * <p>A cloze is scored as the continuation of its text: no template, no end token, and the model
 * says as many tokens as the accepted answer has (as LAMBADA is scored, Paperno et al. 2016).
 *
 * <p>A question's prompt is read once, for the likelihood of the accepted answer and for the answer
 * that the model gives. Where that one is known beforehand, for instance from weights of a few
 * steps ago, no other pass is needed; a wrong guess costs passes and changes no score.
 */
public final class AnswerScorer {
  private final LanguageModel model;
  private final int maxAnswerTokens;
  private final int batch;

  /**
   * @param maxAnswerTokens the most tokens generated for an answer
   * @param batch the most questions in one pass
   */
  public AnswerScorer(LanguageModel model, int maxAnswerTokens, int batch) {
    this.model = model;
    this.maxAnswerTokens = maxAnswerTokens;
    this.batch = batch;
  }

  /** Scores of all questions under some weights, in order. */
  public List<AnswerScore> score(TensorTree parameters, List<Question> questions) {
    return score(parameters, questions, Collections.nCopies(questions.size(), ""));
  }

  /**
   * Scores of all questions under some weights, in order.
   *
   * @param guesses for each question the answer that the model may give; the empty text for none
   */
  public List<AnswerScore> score(
      TensorTree parameters, List<Question> questions, List<String> guesses) {
    List<ForkedRow> rows = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      rows.add(ForkedRow.of(model, questions.get(i), guesses.get(i), maxAnswerTokens));
    }
    AnswerScore[] scores = new AnswerScore[rows.size()];
    for (int[] part : parts(rows, ForkedRow::length)) {
      List<AnswerScore> read = readAndSay(parameters, picked(rows, part), picked(questions, part));
      for (int i = 0; i < part.length; i++) {
        scores[part[i]] = read.get(i);
      }
    }
    return List.of(scores);
  }

  /**
   * The likelihood of each question's first answer alone, in nats per token; nothing is generated.
   * Clozes of one text are read together: what is before a later gap holds the earlier ones.
   */
  public double[] nll(TensorTree parameters, List<Question> questions) {
    List<AnswerRow> rows =
        questions.stream().map(question -> AnswerRow.of(model, question)).toList();
    int[] holders = holders(rows);
    int[] read = IntStream.range(0, rows.size()).filter(i -> holders[i] == i).toArray();
    double[] all = new double[rows.size()];
    for (int[] part : parts(picked(rows, read), row -> row.ids().length)) {
      int[] texts = Arrays.stream(part).map(i -> read[i]).toArray();
      List<Integer> wanted = new ArrayList<>();
      List<Integer> places = new ArrayList<>();
      for (int place = 0; place < texts.length; place++) {
        for (int i = 0; i < holders.length; i++) {
          if (holders[i] == texts[place]) {
            wanted.add(i);
            places.add(place);
          }
        }
      }
      int[] answers = wanted.stream().mapToInt(Integer::intValue).toArray();
      double[] means =
          likelihoods(
              parameters,
              picked(rows, texts),
              picked(rows, answers),
              places.stream().mapToInt(Integer::intValue).toArray());
      for (int i = 0; i < answers.length; i++) {
        all[answers[i]] = means[i];
      }
    }
    return all;
  }

  /** For each row the longest that begins with its tokens, which is itself for most. */
  private static int[] holders(List<AnswerRow> rows) {
    int[] byLength =
        IntStream.range(0, rows.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> -rows.get(i).ids().length))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] holders = new int[rows.size()];
    for (int place = 0; place < byLength.length; place++) {
      int[] ids = rows.get(byLength[place]).ids();
      holders[byLength[place]] =
          Arrays.stream(byLength, 0, place)
              .filter(other -> holders[other] == other)
              .filter(other -> beginsWith(rows.get(other).ids(), ids))
              .findFirst()
              .orElse(byLength[place]);
    }
    return holders;
  }

  private static boolean beginsWith(int[] text, int[] beginning) {
    return Arrays.equals(text, 0, beginning.length, beginning, 0, beginning.length);
  }

  /** Indices of rows that are read together: those of like length, so that little is padded. */
  private <R> List<int[]> parts(List<R> rows, ToIntFunction<R> length) {
    int[] order =
        IntStream.range(0, rows.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> length.applyAsInt(rows.get(i))))
            .mapToInt(Integer::intValue)
            .toArray();
    List<int[]> parts = new ArrayList<>();
    for (int from = 0; from < order.length; from += batch) {
      parts.add(Arrays.copyOfRange(order, from, Math.min(order.length, from + batch)));
    }
    return parts;
  }

  private static <T> List<T> picked(List<T> all, int[] indices) {
    return Arrays.stream(indices).mapToObj(all::get).toList();
  }

  private List<AnswerScore> readAndSay(
      TensorTree parameters, List<ForkedRow> rows, List<Question> questions) {
    Decoder decoder = model.decoder();
    int time = rows.stream().mapToInt(ForkedRow::length).max().orElse(0);
    GreedyAnswers answers = new GreedyAnswers(decoder, rows, time);
    double[] likelihoods;
    try (Scope scope = Scope.on(model.device());
        KeyValueCache cache = new KeyValueCache(model.device())) {
      Tensor hidden = decoder.hidden(parameters, ids(rows, time), placement(rows, time), cache);
      List<AnswerRow> accepted = rows.stream().map(ForkedRow::answer).toList();
      int[] predicting = predicting(accepted, IntStream.range(0, rows.size()).toArray(), time);
      int[] choosing = choosing(rows, time);
      Tensor logits = logits(parameters, hidden, concatenated(predicting, choosing));
      likelihoods = means(accepted, logits.slice(0, 0, predicting.length));
      long[] choices = logits.slice(0, predicting.length, logits.size(0)).argMax(1).toLongs();
      for (int row = 0, from = 0; row < rows.size(); row++) {
        answers.judge(row, choices, from);
        from += rows.get(row).guess().length + 1;
      }
      answers.complete(parameters, cache);
    }
    List<AnswerScore> scores = new ArrayList<>();
    for (int row = 0; row < rows.size(); row++) {
      String answer = model.tokenizer().decode(answers.ids(row)).strip();
      List<String> right = questions.get(row).answers();
      scores.add(
          new AnswerScore(
              likelihoods[row],
              rows.get(row).answer().answerTokens(),
              answer,
              SquadMetrics.f1(answer, right),
              SquadMetrics.exactMatch(answer, right)));
    }
    return scores;
  }

  /**
   * The accepted answers' likelihoods, from a pass that reads nothing else.
   *
   * @param texts what is read
   * @param places the text in which each answer stands
   */
  private double[] likelihoods(
      TensorTree parameters, List<AnswerRow> texts, List<AnswerRow> answers, int[] places) {
    int time = texts.stream().mapToInt(row -> row.ids().length).max().orElse(0);
    int[] padded = new int[texts.size() * time];
    for (int i = 0; i < texts.size(); i++) {
      int[] answered = texts.get(i).ids();
      System.arraycopy(answered, 0, padded, i * time, answered.length);
    }
    try (Scope scope = Scope.on(model.device())) {
      Tensor hidden = model.decoder().hidden(parameters, Tensor.of(padded, texts.size(), time));
      return means(answers, logits(parameters, hidden, predicting(answers, places, time)));
    }
  }

  private static Tensor ids(List<ForkedRow> rows, int time) {
    int[] padded = new int[rows.size() * time];
    for (int row = 0; row < rows.size(); row++) {
      rows.get(row).write(padded, row * time);
    }
    return Tensor.of(padded, rows.size(), time);
  }

  private static Placement placement(List<ForkedRow> rows, int time) {
    int[] positions = new int[rows.size() * time];
    boolean[] seen = new boolean[positions.length * time];
    for (int row = 0; row < rows.size(); row++) {
      rows.get(row).place(positions, seen, row, time);
    }
    return new Placement(rows.size(), positions, seen);
  }

  /** Of the tokens of a batch, those that predict a token of an accepted answer. */
  private static int[] predicting(List<AnswerRow> rows, int[] places, int time) {
    return IntStream.range(0, rows.size())
        .flatMap(
            row ->
                IntStream.range(rows.get(row).answerFrom(), rows.get(row).ids().length)
                    .map(i -> places[row] * time + i - 1))
        .toArray();
  }

  /** Those after which the model says what comes next: the prompt's last, and the guess's. */
  private static int[] choosing(List<ForkedRow> rows, int time) {
    return IntStream.range(0, rows.size())
        .flatMap(
            row ->
                IntStream.rangeClosed(0, rows.get(row).guess().length)
                    .map(i -> rows.get(row).asked().length - 1 + i)
                    .map(i -> row * time + rows.get(row).secondAt(i)))
        .toArray();
  }

  private static int[] concatenated(int[] head, int[] tail) {
    return IntStream.concat(Arrays.stream(head), Arrays.stream(tail)).toArray();
  }

  /** Logits {@code [places, vocabulary]} at some tokens only: most of a prompt's are not needed. */
  private Tensor logits(TensorTree parameters, Tensor hidden, int[] places) {
    Tensor table = hidden.reshape(hidden.size(0) * hidden.size(1), hidden.size(2));
    return model.decoder().project(parameters, table.embedding(Tensor.of(places, places.length)));
  }

  /** The mean loss of each row's answer, from the logits of {@link #predicting}. */
  private static double[] means(List<AnswerRow> rows, Tensor logits) {
    int[] targets =
        rows.stream()
            .flatMapToInt(row -> Arrays.stream(row.ids(), row.answerFrom(), row.ids().length))
            .toArray();
    float[] likelihoods =
        logits.logSoftmax(-1).gather(1, Tensor.of(targets, targets.length, 1)).toFloats();
    double[] means = new double[rows.size()];
    for (int row = 0, at = 0; row < means.length; row++) {
      int tokens = rows.get(row).answerTokens();
      for (int i = 0; i < tokens; i++) {
        means[row] -= likelihoods[at++];
      }
      means[row] /= tokens;
    }
    return means;
  }
}
