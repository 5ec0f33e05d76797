package dev.freshet.config;

import java.time.Duration;

/** The fold: how the model learns. */
public record AdapterSettings(
    @Setting(
            value =
                "How much each token counts: a name of docs/reference/weightings.md or a"
                    + " directory of a learned weighting (a relative path is looked for beside the launcher too);"
                    + " with `+steps`, its learned step sizes too.",
            byDefault = "camels-head+steps")
        String weighting,
    @Setting(
            value =
                "`kronecker` (gradient descent, scaled by the Kronecker factors that the base model"
                    + " brings: `freshet curvature`), `preconditioned` (by its second moments), `sgd`,"
                    + " `momentum`, `adam` or `adamw`. They want very different step sizes.",
            byDefault = "kronecker")
        Optimizer optimizer,
    @Setting(value = "Step size of the optimizer.", byDefault = "2.2e-4") double learningRate,
    @Setting(value = "Momentum, for `momentum`.", byDefault = "0.9") double momentum,
    @Setting(value = "Decoupled weight decay, for `adamw`.", byDefault = "0.01") double weightDecay,
    @Setting(
            value =
                "What keeps rarely moved weights from leaping, for `preconditioned` and `kronecker`.",
            byDefault = "1.0")
        double damping,
    @Setting(
            value =
                "Gradients longer than this (global L2 norm) are scaled down to it; 0 is never.",
            byDefault = "10.0")
        double clipNorm,
    @Setting(
            value = "A step whose gradient norm exceeds this is rejected, the weights stay.",
            byDefault = "1.0e4")
        double maxGradientNorm,
    @Setting(
            value =
                "A step on a document whose mean loss exceeds this (nats per token) is rejected.",
            byDefault = "100.0")
        double maxLoss,
    @Setting(
            value =
                "A step that would make the weights' norm so many times the base model's is rejected.",
            byDefault = "10.0")
        double maxWeightGrowth,
    @Setting(
            value = "So many rejected steps in a row stop the run (exit status 6); 0 is never.",
            byDefault = "10")
        int maxRejected,
    @Setting(value = "Documents per step.", byDefault = "1") int batch,
    @Setting(
            value =
                "Gradients that a step takes, each where the one before led and `learning-rate` divided by"
                    + " their number long: more is learned for the same damage.",
            byDefault = "1")
        int passes,
    @Setting(
            value =
                "Longest time that finished steps wait for their commit; 0s commits after each"
                    + " step.",
            byDefault = "1s")
        Duration commitInterval,
    @Setting(value = "Most lanes (lineages of weights) in one process.", byDefault = "4")
        int maxLanes,
    @Setting(value = "Token weights listed in each adaptation record.", byDefault = "8")
        int reportedWeights,
    @Setting(
            value = "Records fetched at once from the log; small, so that a stop stays quick.",
            byDefault = "16")
        int maxPollRecords,
    @Setting("What the alarm of a signal does.") AlarmSettings alarms,
    @Setting("Earlier documents that are learned again.") RehearsalSettings rehearsal,
    @Setting("What holds the model to the base.") AnchorSettings anchor,
    @Setting(
            value =
                "The share of all weights that a step moves: those that it would move furthest. 1 is"
                    + " all.",
            byDefault = "1.0")
        double updateShare,
    @Setting("A step that moves only what is special to its document.") SparseSettings sparse,
    @Setting(
            value =
                "Documents over which the running average of the weights, which is scored and served,"
                    + " forgets half; 0 serves the weights themselves.",
            byDefault = "0.0")
        double average) {

  /** The last link of the chain of gradient transformations. */
  public enum Optimizer {
    SGD,
    MOMENTUM,
    ADAM,
    ADAMW,
    PRECONDITIONED,
    KRONECKER
  }

  public AdapterSettings {
    Check.that(!weighting.isBlank(), "weighting", "names a weighting");
    Check.that(learningRate >= 0 && learningRate <= 100, "learning-rate", "is 0 to 100");
    Check.that(momentum >= 0 && momentum < 1, "momentum", "is 0 or more, below 1");
    Check.that(weightDecay >= 0 && weightDecay <= 1, "weight-decay", "is 0 to 1");
    Check.that(damping > 0 && damping <= 100, "damping", "is above 0, at most 100");
    Check.that(clipNorm >= 0, "clip-norm", "is 0 or more");
    Check.that(maxGradientNorm > 0, "max-gradient-norm", "is above 0");
    Check.that(maxLoss > 0, "max-loss", "is above 0");
    Check.that(maxWeightGrowth > 1, "max-weight-growth", "is above 1");
    Check.that(maxRejected >= 0 && maxRejected <= 1_000_000, "max-rejected", "is 0 to 1000000");
    Check.that(batch >= 1 && batch <= 256, "batch", "is 1 to 256");
    Check.that(passes >= 1 && passes <= 64, "passes", "is 1 to 64");
    Check.that(
        !commitInterval.isNegative() && commitInterval.compareTo(Duration.ofSeconds(60)) <= 0,
        "commit-interval",
        "is 0s to 60s");
    Check.that(maxLanes >= 1 && maxLanes <= 1000, "max-lanes", "is 1 to 1000");
    Check.that(
        reportedWeights >= 0 && reportedWeights <= 10_000, "reported-weights", "is 0 to 10000");
    Check.that(maxPollRecords >= 1 && maxPollRecords <= 1000, "max-poll-records", "is 1 to 1000");
    Check.that(updateShare > 0 && updateShare <= 1, "update-share", "is above 0, at most 1");
    Check.that(average >= 0 && average <= 1e6, "average", "is 0 to 1000000");
  }

  /** The same with another optimizer. */
  public AdapterSettings with(Optimizer other) {
    return new AdapterSettings(
        weighting,
        other,
        learningRate,
        momentum,
        weightDecay,
        damping,
        clipNorm,
        maxGradientNorm,
        maxLoss,
        maxWeightGrowth,
        maxRejected,
        batch,
        passes,
        commitInterval,
        maxLanes,
        reportedWeights,
        maxPollRecords,
        alarms,
        rehearsal,
        anchor,
        updateShare,
        sparse,
        average);
  }
}
