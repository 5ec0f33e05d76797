package dev.freshet.learner.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.tensor.CounterRandom;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class BootstrapTest {
  private static final int DOCUMENTS = 80;
  private static final int ORDERS = 12;

  /** Effects of documents and orders that add: the variance of the mean is known. */
  @Test
  void documentsAndOrdersAreResampledEachByItself() {
    double[] documents = draws(1, DOCUMENTS, 1.0);
    double[] orders = draws(2, ORDERS, 0.5);
    Interval interval =
        Objects.requireNonNull(
            new Bootstrap(7, 1)
                .crossed95(
                    DOCUMENTS,
                    ORDERS,
                    (items, drawn) -> mean(documents, items) + mean(orders, drawn)));
    double error = Math.sqrt(variance(documents) / DOCUMENTS + variance(orders) / ORDERS);
    double mean = mean(documents, all(DOCUMENTS)) + mean(orders, all(ORDERS));
    assertThat(interval.low()).isCloseTo(mean - 1.96 * error, within(0.15 * error));
    assertThat(interval.high()).isCloseTo(mean + 1.96 * error, within(0.15 * error));
  }

  @Test
  void oneOrderAddsNoChance() {
    double[] documents = draws(1, DOCUMENTS, 1.0);
    Interval interval =
        Objects.requireNonNull(
            new Bootstrap(7, 1)
                .crossed95(DOCUMENTS, 1, (items, drawn) -> mean(documents, items) + drawn[0]));
    double error = Math.sqrt(variance(documents) / DOCUMENTS);
    assertThat(interval.high() - interval.low()).isCloseTo(3.92 * error, within(0.2 * error));
  }

  private static double[] draws(long stream, int count, double spread) {
    CounterRandom random = new CounterRandom(11, stream);
    double[] draws = new double[count];
    for (int i = 0; i < count; i++) {
      draws[i] = spread * random.nextGaussian();
    }
    return draws;
  }

  private static int[] all(int count) {
    int[] all = new int[count];
    for (int i = 0; i < count; i++) {
      all[i] = i;
    }
    return all;
  }

  private static double mean(double[] values, int[] items) {
    double sum = 0;
    for (int item : items) {
      sum += values[item];
    }
    return sum / items.length;
  }

  private static double variance(double[] values) {
    double mean = mean(values, all(values.length));
    double sum = 0;
    for (double value : values) {
      sum += (value - mean) * (value - mean);
    }
    return sum / values.length;
  }
}
