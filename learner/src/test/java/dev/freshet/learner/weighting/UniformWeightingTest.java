package dev.freshet.learner.weighting;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UniformWeightingTest {
  @Test
  void everyTokenButTheFirstCountsOne() {
    assertThat(new UniformWeighting().weigh(Texts.input("one two three"))).containsExactly(1, 1, 1);
  }

  @Test
  void aDocumentOfOneTokenHasNoWeights() {
    assertThat(new UniformWeighting().weigh(Texts.input(""))).isEmpty();
  }
}
