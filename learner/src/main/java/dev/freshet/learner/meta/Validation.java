package dev.freshet.learner.meta;

import dev.freshet.learner.step.Learned;
import dev.freshet.tensor.Scope;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How well the rule does on held-out articles: means over fixed episodes, each from the start.
 *
 * @param nllBefore nats per answer token before the steps
 * @param nllAfter the same after
 * @param kl of the unrelated text, nats per token
 * @param loss the outer loss
 * @param meanWeight over all tokens
 */
public record Validation(
    double nllBefore, double nllAfter, double kl, double loss, double meanWeight) {
  /** What the steps gained, in nats per answer token. */
  public double uptake() {
    return nllBefore - nllAfter;
  }

  /** Of several bases. */
  static Validation mean(List<Validation> of) {
    return new Validation(
        mean(of, Validation::nllBefore),
        mean(of, Validation::nllAfter),
        mean(of, Validation::kl),
        mean(of, Validation::loss),
        mean(of, Validation::meanWeight));
  }

  private static double mean(List<Validation> of, ToDoubleFunction<Validation> value) {
    return of.stream().mapToDouble(value).average().orElse(Double.NaN);
  }

  static Validation measure(MetaTask task, MetaParameters meta, List<Episode> episodes) {
    double[] sums = new double[5];
    for (Episode episode : episodes) {
      try (Scope scope = Scope.nested()) {
        Learned start = task.start(meta);
        try (InnerLoop.Trajectory trajectory =
            task.loop(meta).take(start, episode.texts(), task.weigher(meta))) {
          OuterLoss.Value value =
              task.outer()
                  .value(
                      start.parameters(),
                      trajectory.end().parameters(),
                      episode.questions(),
                      episode.unrelated());
          sums[0] += task.outer().nll(start.parameters(), episode.questions());
          sums[1] += value.nll();
          sums[2] += value.kl();
          sums[3] += task.outer().of(value);
          sums[4] += trajectory.meanWeight();
        }
      }
    }
    int n = episodes.size();
    return new Validation(sums[0] / n, sums[1] / n, sums[2] / n, sums[3] / n, sums[4] / n);
  }
}
