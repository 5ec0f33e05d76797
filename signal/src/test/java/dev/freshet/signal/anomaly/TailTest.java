package dev.freshet.signal.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.tensor.CounterRandom;
import org.junit.jupiter.api.Test;

class TailTest {
  @Test
  void aParetoTailIsExtrapolatedToItsTrueProbability() {
    Tail tail = new Tail();
    CounterRandom random = new CounterRandom(1, 0);
    double index = 0.5;
    for (int i = 0; i < 40_000; i++) {
      tail.surprise(Math.pow(1 - random.nextDouble(), -index));
    }

    // P(X > x) = x^(-1/index), so 100 is exceeded once in 10,000, and 1,000 once in a million.
    assertThat(tail.surprise(100)).isCloseTo(4, within(0.25));
    assertThat(tail.surprise(1000)).isCloseTo(6, within(0.5));
  }

  @Test
  void withinTheBulkItIsTheShareSeen() {
    Tail tail = new Tail();
    CounterRandom random = new CounterRandom(2, 0);
    for (int i = 0; i < 20_000; i++) {
      tail.surprise(random.nextDouble());
    }

    assertThat(tail.surprise(0.5)).isCloseTo(-Math.log10(0.5), within(0.03));
    assertThat(tail.surprise(0.9)).isCloseTo(1, within(0.15));
  }

  @Test
  void whatWasUsualLongAgoFades() {
    Tail tail = new Tail();
    for (int i = 0; i < 60_000; i++) {
      tail.surprise(100);
    }
    for (int i = 0; i < 400_000; i++) {
      tail.surprise(1);
    }

    assertThat(tail.surprise(100)).isGreaterThan(1.5);
  }

  @Test
  void itSaysNothingBeforeItKnowsFifty() {
    Tail tail = new Tail();
    for (int i = 0; i < 50; i++) {
      assertThat(tail.surprise(1)).isNaN();
    }
    assertThat(tail.surprise(1)).isZero();
  }
}
