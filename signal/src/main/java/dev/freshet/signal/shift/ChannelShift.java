package dev.freshet.signal.shift;

import dev.freshet.tensor.CounterRandom;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a comparison of two windows found.
 *
 * @param statistic for each channel
 * @param pValue for each channel, of no change, by a bootstrap over contiguous blocks
 * @param moved channels whose change stands after Holm's correction, the clearest first
 * @param clearest the channel whose statistic lies furthest above what the bootstrap gave it, in
 *     its deviations
 */
public record ChannelShift(double[] statistic, double[] pValue, List<Integer> moved, int clearest) {
  private static final double FLOOR = 1e-5;

  /** How to test. */
  public record Options(int draws, int block, double level, long seed) {
    /** Draws enough for a level of 5 % over ten channels; blocks of 20 rows. */
    public static final Options DEFAULT = new Options(250, 20, 0.05, 1);

    public Options {
      if (draws < 1 || block < 1 || !(level > 0 && level < 1)) {
        throw new IllegalArgumentException("draws and block are 1 or more, the level in (0, 1)");
      }
    }
  }

  /**
   * Compares two windows {@code [times, channels]} of finite numbers.
   *
   * <p>Channels are brought to one scale by the reference. Under the hypothesis of no change both
   * windows come from one stretch: blocks of neighbouring rows, so that autocorrelation is kept,
   * are drawn from both together and dealt to two windows of the old sizes.
   */
  public static ChannelShift between(double[][] reference, double[][] recent, Options options) {
    double[][] pooled = scaled(reference, recent);
    int channels = pooled[0].length;
    int[] first = IntStream.range(0, reference.length).toArray();
    int[] second = IntStream.range(reference.length, pooled.length).toArray();
    double[] statistic = statistic(pooled, first, second);

    double[] sum = new double[channels];
    double[] squares = new double[channels];
    double[] pValue = new double[channels];
    Arrays.fill(pValue, 1.0);
    for (int draw = 0; draw < options.draws(); draw++) {
      CounterRandom random = new CounterRandom(options.seed(), draw);
      double[] drawn =
          statistic(
              pooled,
              blocks(random, pooled.length, first.length, options.block()),
              blocks(random, pooled.length, second.length, options.block()));
      for (int c = 0; c < channels; c++) {
        sum[c] += drawn[c];
        squares[c] += drawn[c] * drawn[c];
        pValue[c] += drawn[c] >= statistic[c] ? 1 : 0;
      }
    }
    double[] excess = new double[channels];
    for (int c = 0; c < channels; c++) {
      pValue[c] /= options.draws() + 1;
      double mean = sum[c] / options.draws();
      double variance = squares[c] / options.draws() - mean * mean;
      excess[c] = (statistic[c] - mean) / Math.sqrt(Math.max(variance, 1e-12));
    }
    int clearest = IntStream.range(0, channels).reduce(0, (a, b) -> excess[b] > excess[a] ? b : a);
    return new ChannelShift(statistic, pValue, holm(pValue, excess, options.level()), clearest);
  }

  private static double[] statistic(double[][] rows, int[] first, int[] second) {
    return ScoreStatistic.of(Gaussian.fit(rows, first, FLOOR), Gaussian.fit(rows, second, FLOOR));
  }

  private static double[][] scaled(double[][] reference, double[][] recent) {
    int channels = reference[0].length;
    double[][] pooled = new double[reference.length + recent.length][channels];
    for (int c = 0; c < channels; c++) {
      int channel = c;
      double mean = Arrays.stream(reference).mapToDouble(row -> row[channel]).average().orElse(0);
      double variance =
          Arrays.stream(reference)
              .mapToDouble(row -> (row[channel] - mean) * (row[channel] - mean))
              .average()
              .orElse(0);
      double scale = variance > 0 ? 1 / Math.sqrt(variance) : 1;
      for (int i = 0; i < pooled.length; i++) {
        double[] row = i < reference.length ? reference[i] : recent[i - reference.length];
        pooled[i][c] = (row[c] - mean) * scale;
      }
    }
    return pooled;
  }

  private static int[] blocks(CounterRandom random, int from, int count, int block) {
    int[] indices = new int[count];
    int filled = 0;
    while (filled < count) {
      int start = random.nextInt(Math.max(1, from - block + 1));
      for (int i = 0; i < block && filled < count && start + i < from; i++) {
        indices[filled++] = start + i;
      }
    }
    return indices;
  }

  /** Holm 1979: the smallest p-values in turn, each against the level over what is left. */
  private static List<Integer> holm(double[] pValue, double[] excess, double level) {
    List<Integer> order =
        IntStream.range(0, pValue.length)
            .boxed()
            .sorted(
                (a, b) ->
                    pValue[a] != pValue[b]
                        ? Double.compare(pValue[a], pValue[b])
                        : Double.compare(excess[b], excess[a]))
            .toList();
    int stands = 0;
    while (stands < order.size() && pValue[order.get(stands)] <= level / (order.size() - stands)) {
      stands++;
    }
    return List.copyOf(order.subList(0, stands));
  }
}
