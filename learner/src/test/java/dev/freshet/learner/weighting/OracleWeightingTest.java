package dev.freshet.learner.weighting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OracleWeightingTest {
  @Test
  void everyPlaceOfAnAnswerCounts() {
    OracleWeighting oracle = new OracleWeighting(text -> List.of("Oslo", "two ships", "Rome", ""));
    assertThat(oracle.weigh(Texts.input("Oslo sent two ships to old Oslo")))
        .containsExactly(1, 0, 1, 1, 0, 0, 1);
  }

  @Test
  void aDocumentWithoutItsAnswersWeighsNothing() {
    OracleWeighting oracle = new OracleWeighting(text -> List.of("Rome"));
    assertThat(Weighed.any(oracle.weigh(Texts.input("Oslo sent two ships")))).isFalse();
  }
}
