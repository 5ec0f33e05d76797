package dev.freshet.learner.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected values are those of SQuAD's evaluate-v1.1 script for the same strings. */
class SquadMetricsTest {

  @ParameterizedTest(name = "[{0}] for [{1}]")
  @CsvSource(
      delimiter = '|',
      value = {
        "Denver Broncos|Denver Broncos|1|1",
        "the Denver Broncos!|denver broncos|1|1",
        "Broncos|Denver Broncos|0|0.6666666666666666",
        "Carolina Panthers|Denver Broncos|0|0",
        "an apple and a pear|apple and pear|1|1",
        "theatre another|theatre another|1|1",
        "U.S.|US|1|1",
        "well-known|well known|0|0",
        "$4.5 million|45 million|1|1",
        "to be or not to be|to be|0|0.5",
        "be be be|be|0|0.5",
        "in the year 1999 of|1999|0|0.4",
        "café|CAFÉ|1|1",
        "Ærø ÅLAND|ærø åland|1|1",
        "東京 タワー|東京|0|0.6666666666666666",
        "“quoted”|quoted|0|0",
        "a|b|0|0",
        "the|an|1|0"
      })
  void answersAreComparedAsSquadDoes(
      String prediction, String answer, double exactMatch, double f1) {
    assertThat(SquadMetrics.exactMatch(prediction, List.of(answer))).isEqualTo(exactMatch);
    assertThat(SquadMetrics.f1(prediction, List.of(answer))).isCloseTo(f1, within(1e-12));
  }

  @Test
  void anEmptyPredictionIsWrongButForAnAnswerThatIsEmptyToo() {
    assertThat(SquadMetrics.f1("", List.of("Denver"))).isZero();
    assertThat(SquadMetrics.exactMatch("", List.of("Denver"))).isZero();
    assertThat(SquadMetrics.f1("", List.of("the"))).isZero();
    assertThat(SquadMetrics.exactMatch("", List.of("the"))).isOne();
  }

  @Test
  void theBestOfSeveralAnswersCountsForEachMeasureByItself() {
    List<String> answers = List.of("Santa Clara, California", "Levi's Stadium", "Santa Clara");
    assertThat(SquadMetrics.exactMatch("santa clara", answers)).isOne();
    assertThat(SquadMetrics.f1("Levi's Stadium in Santa Clara", answers))
        .isCloseTo(4.0 / 7, within(1e-12));
    assertThat(SquadMetrics.exactMatch("Levi's Stadium in Santa Clara", answers)).isZero();
  }

  @Test
  void spacesOfEveryKindSeparateWordsAndDoNotCount() {
    assertThat(SquadMetrics.normalise(" The\tOld\n\nBridge\u00a0 of  Stone "))
        .isEqualTo("old bridge of stone");
  }

  @Test
  void whatFollowsTheShortestAnswerIsForgivenInAPrefixMatch() {
    assertThat(SquadMetrics.prefixMatch("The Elbe, a river", List.of("river Elbe", "Elbe")))
        .isOne();
    assertThat(SquadMetrics.prefixMatch("river Elbe", List.of("river Elbe", "Elbe"))).isZero();
    assertThat(SquadMetrics.prefixMatch("El", List.of("Elbe"))).isZero();
    assertThat(SquadMetrics.prefixMatch("", List.of("Elbe"))).isZero();
  }
}
