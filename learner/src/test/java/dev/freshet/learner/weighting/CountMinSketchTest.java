package dev.freshet.learner.weighting;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CountMinSketchTest {
  @Test
  void aCountIsNeverTooLowAndRarelyTooHigh() {
    double[] table = new double[CountMinSketch.SIZE];
    int words = 20_000;
    for (int i = 0; i < words; i++) {
      for (int times = 0; times <= i % 3; times++) {
        CountMinSketch.add(table, "word " + i);
      }
    }
    int tooHigh = 0;
    for (int i = 0; i < words; i++) {
      double count = CountMinSketch.count(table, "word " + i);
      assertThat(count).isGreaterThanOrEqualTo(1 + i % 3);
      tooHigh += count > 1 + i % 3 ? 1 : 0;
    }
    // More distinct words than cells in a row.
    assertThat(words).isGreaterThan(CountMinSketch.WIDTH);
    assertThat(tooHigh).isLessThan(words / 4);
  }
}
