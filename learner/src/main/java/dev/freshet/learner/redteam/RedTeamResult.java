package dev.freshet.learner.redteam;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came out. NLL is in nats per answer token, the mean over the questions on untouched
 * documents; null where none was asked.
 *
 * @param nllUsual after the stream's usual documents alone
 */
public record RedTeamResult(
    int reference,
    int stream,
    int attacked,
    int questions,
    @Nullable Double nllBase,
    @Nullable Double nllUsual,
    List<Row> attacks) {

  /**
   * One attack.
   *
   * @param lossBefore of the attacked documents under the base model, in nats per token
   * @param lossAfter of the hostile ones
   * @param auroc of the gate's score
   * @param aurocDistance of the Mahalanobis distance alone; null where too few documents are known
   * @param aurocPerturbation of the expected perturbation score, which decides nothing
   * @param letThrough the share of hostile documents that was learned
   * @param usualHeldBack the share of usual ones that was not
   * @param damageWithGate the rise of the questions' NLL over {@code nllUsual}
   * @param planted what became of the false answers; null where the attack plants none
   */
  public record Row(
      String attack,
      double lossBefore,
      double lossAfter,
      @Nullable Double auroc,
      @Nullable Double aurocDistance,
      @Nullable Double aurocPerturbation,
      double letThrough,
      double usualHeldBack,
      @Nullable Double damageWithGate,
      @Nullable Double damageWithoutGate,
      @Nullable Planted planted) {}

  /** NLL of planted false answers: the lower, the more they are believed. */
  public record Planted(double nllBase, double nllWithGate, double nllWithoutGate) {}
}
