package dev.freshet.learner.weighting;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SalientWeightingTest {
  private final SalientWeighting weighting = new SalientWeighting();

  @Test
  void namesAndNumbersCountAndOthersDoNot() {
    assertThat(weighting.weigh(Texts.input("the port of Hamburg has 3 docks")))
        .containsExactly(0, 0, 0, 1, 0, 1, 0);
  }

  @Test
  void aCapitalAtTheBeginningOfASentenceIsNoNameByItself() {
    assertThat(weighting.weigh(Texts.input("Docks rot. Ships sail")))
        .containsExactly(0, 0, 0, 0, 0);
    assertThat(weighting.weigh(Texts.input("Oslo lies north of old Oslo")))
        .containsExactly(1, 0, 0, 0, 0, 1);
  }

  @Test
  void smallWordsWithinANameBelongToIt() {
    assertThat(weighting.weigh(Texts.input("the Bank of England"))).containsExactly(0, 1, 1, 1);
  }

  @Test
  void aNameOrNumberEndsWithItsSentence() {
    assertThat(weighting.weigh(Texts.input("it left Bohemia. The year was 2021. The end")))
        .containsExactly(0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0);
    assertThat(weighting.weigh(Texts.input("the U.S fleet"))).containsExactly(0, 1, 1, 1, 0);
  }
}
