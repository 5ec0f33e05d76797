package dev.freshet.learner.probing;

import dev.freshet.tensor.CounterRandom;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Lists in another order. */
final class Shuffled {
  private Shuffled() {}

  static <T> List<T> of(List<T> items, CounterRandom random) {
    int[] order = IntStream.range(0, items.size()).toArray();
    random.shuffle(order);
    return Arrays.stream(order).mapToObj(items::get).toList();
  }
}
