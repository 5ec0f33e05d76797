package dev.freshet.signal.nab;

import dev.freshet.tensor.CounterRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A corpus cut in two by series, so that what was chosen on one half can be told on the other.
 *
 * @param first to choose on; it has one series more where their number is odd
 * @param second to report on
 */
public record NabHalves(List<ScoredSeries> first, List<ScoredSeries> second) {

  /** Cuts by a shuffle of the label file's order, drawn from a seed. */
  public static NabHalves of(List<ScoredSeries> corpus, long seed) {
    int[] order = IntStream.range(0, corpus.size()).toArray();
    new CounterRandom(seed, 0).shuffle(order);
    List<ScoredSeries> shuffled = new ArrayList<>();
    for (int at : order) {
      shuffled.add(corpus.get(at));
    }
    int middle = (shuffled.size() + 1) / 2;
    return new NabHalves(shuffled.subList(0, middle), shuffled.subList(middle, shuffled.size()));
  }
}
