package dev.freshet.learner.meta;

import dev.freshet.learner.decoder.Decoder;
import dev.freshet.learner.scoring.AnswerRow;
import dev.freshet.tensor.Recording;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What is wanted after the steps:
 *
 * <pre>
 * L = mean over questions of the NLL per answer token + c KL(before || after) on unrelated text
 * </pre>
 *
 * <p>Both in nats; the divergence is a mean over the text's tokens. The teacher, "before", is the
 * state at the start of the episode and is not differentiated.
 *
 * @param locality c
 */
public record OuterLoss(Decoder decoder, double locality) {
  /** The most positions of one pass, padding included: a bound on its memory. */
  private static final int PASS = 1024;

  /**
   * The two terms.
   *
   * @param nll of the answers
   * @param kl NaN where there was no text to measure it on
   */
  public record Value(double nll, double kl) {}

  /** A value with its gradient by the parameters. */
  public record Slope(Value value, TensorTree gradient) {}

  /** The loss of a value. */
  double of(Value value) {
    return locality == 0 ? value.nll() : value.nll() + locality * value.kl();
  }

  /** The value alone. */
  Value value(TensorTree before, TensorTree after, List<AnswerRow> questions, int[] unrelated) {
    Sum sum = new Sum();
    try (Scope scope = Scope.nested()) {
      for (List<AnswerRow> pass : passes(questions)) {
        sum.nll += nll(after, pass, questions.size()).item();
      }
      Tensor kl = divergence(logProbabilities(before, unrelated), after, unrelated);
      return new Value(sum.nll, kl.item());
    }
  }

  /** The answers' NLL alone, without a text. */
  double nll(TensorTree parameters, List<AnswerRow> questions) {
    Sum sum = new Sum();
    for (List<AnswerRow> pass : passes(questions)) {
      try (Scope scope = Scope.nested()) {
        sum.nll += nll(parameters, pass, questions.size()).item();
      }
    }
    return sum.nll;
  }

  /** The value and its gradient at {@code after}, in the current scope. */
  public Slope slope(
      TensorTree before, TensorTree after, List<AnswerRow> questions, int[] unrelated) {
    try (Scope scope = Scope.nested();
        Recording recording = Recording.of(after)) {
      Sum sum = new Sum();
      for (List<AnswerRow> pass : passes(questions)) {
        sum.nll += recording.add(leaves -> nll(leaves, pass, questions.size()));
      }
      Tensor teacher = logProbabilities(before, unrelated);
      if (locality > 0) {
        sum.kl =
            recording.add(leaves -> divergence(teacher, leaves, unrelated).scaled(locality))
                / locality;
      } else {
        sum.kl = divergence(teacher, after, unrelated).item();
      }
      return new Slope(new Value(sum.nll, sum.kl), scope.keep(recording.gradients()));
    }
  }

  private static final class Sum {
    private double nll;
    private double kl = Double.NaN;
  }

  /** Rows of like length together, so that little is padded. */
  private static List<List<AnswerRow>> passes(List<AnswerRow> questions) {
    List<AnswerRow> sorted = new ArrayList<>(questions);
    sorted.sort(Comparator.comparingInt(row -> row.ids().length));
    List<List<AnswerRow>> passes = new ArrayList<>();
    List<AnswerRow> pass = new ArrayList<>();
    for (AnswerRow row : sorted) {
      if (!pass.isEmpty() && (pass.size() + 1) * row.ids().length > PASS) {
        passes.add(pass);
        pass = new ArrayList<>();
      }
      pass.add(row);
    }
    passes.add(pass);
    return passes;
  }

  /** A pass's share of the mean NLL. Only the answers' positions are projected to logits. */
  private Tensor nll(TensorTree parameters, List<AnswerRow> rows, int questions) {
    int longest = rows.stream().mapToInt(row -> row.ids().length).max().orElseThrow();
    int answers = rows.stream().mapToInt(AnswerRow::answerTokens).sum();
    int[] ids = new int[rows.size() * (longest - 1)];
    int[] positions = new int[answers];
    int[] targets = new int[answers];
    double[] shares = new double[answers];
    int at = 0;
    for (int i = 0; i < rows.size(); i++) {
      AnswerRow row = rows.get(i);
      System.arraycopy(row.ids(), 0, ids, i * (longest - 1), row.ids().length - 1);
      for (int t = row.answerFrom(); t < row.ids().length; t++) {
        positions[at] = i * (longest - 1) + t - 1;
        targets[at] = row.ids()[t];
        shares[at++] = 1.0 / row.answerTokens() / questions;
      }
    }
    Tensor hidden = decoder.hidden(parameters, Tensor.of(ids, rows.size(), longest - 1));
    Tensor asked =
        hidden.reshape(ids.length, hidden.size(2)).embedding(Tensor.of(positions, answers));
    Tensor losses =
        decoder
            .project(parameters, asked)
            .logSoftmax(-1)
            .gather(1, Tensor.of(targets, answers, 1))
            .negated();
    return losses.times(Tensor.of(shares, losses.dtype(), answers, 1)).sum();
  }

  private Tensor logProbabilities(TensorTree parameters, int[] ids) {
    return decoder.logits(parameters, Tensor.of(ids, 1, ids.length)).logSoftmax(-1);
  }

  private Tensor divergence(Tensor teacher, TensorTree after, int[] ids) {
    Tensor now = logProbabilities(after, ids);
    return teacher.exp().times(teacher.minus(now)).sum().scaled(1.0 / ids.length);
  }
}
