package dev.freshet.learner.probing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.learner.scoring.Question;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeWriterTest {
  private static final String TEXT =
      "Ada Brook (born 3 May 1951 in Leeds, England) is an English chemist. She attended Yale"
          + " University. She moved to Oslo in 1980. She won the Rask Prize in 1991. She wrote 14 books"
          + " for the Nordic Council.";

  @ParameterizedTest
  @EnumSource(ProbeWriter.Kind.class)
  void theSameTextAndSeedGiveTheSameProbesAndNeverMoreThanAsked(ProbeWriter.Kind kind) {
    Set<List<WrittenProbe>> bySeed = new HashSet<>();
    for (long seed = 0; seed < 20; seed++) {
      List<WrittenProbe> probes = writer(kind, 2, seed).write(TEXT);
      assertThat(probes).hasSize(2).isEqualTo(writer(kind, 2, seed).write(TEXT));
      bySeed.add(probes);
    }
    assertThat(bySeed).hasSizeGreaterThan(1);
  }

  @Test
  void ofBothKindsHalfAreQuestionsAndNoTwoAskForTheSameWords() {
    List<WrittenProbe> probes = writer(ProbeWriter.Kind.BOTH, 4, 1).write(TEXT);

    assertThat(probes).filteredOn(probe -> probe.form() == Question.Form.QUESTION).hasSize(2);
    assertThat(probes).filteredOn(probe -> probe.form() == Question.Form.CLOZE).hasSize(2);
    for (WrittenProbe one : probes) {
      assertThat(probes).filteredOn(one::overlaps).containsExactly(one);
    }
  }

  @Test
  void whereOneKindIsShortTheOtherFillsUp() {
    String clozesOnly = "Rain fell on Tuesday in Leeds, while snow covered most of Wales in 1963.";
    assertThat(writer(ProbeWriter.Kind.BOTH, 2, 1).write(clozesOnly)).hasSize(2);
    int all = writer(ProbeWriter.Kind.BOTH, 50, 1).write(TEXT).size();
    assertThat(writer(ProbeWriter.Kind.BOTH, all - 1, 1).write(TEXT)).hasSize(all - 1);
  }

  /** Texts made to let a pattern try again and again. */
  @ParameterizedTest
  @ValueSource(
      strings = {"A ", "A. ", "Aa Bb, ", "a of the Bb and ", "1,", "(1 ", "Ab's ", "in Aa "})
  void aHostileLineIsReadInTimeThatGrowsWithItsLength(String piece) {
    String text = "Mill Aa is a mill in Aa. " + piece.repeat(10_000_000 / piece.length());
    String sentences = ("Mill Aa is a " + piece.repeat(500 / piece.length()) + ". ").repeat(100);

    Assertions.assertTimeout(
        Duration.ofSeconds(20),
        () -> {
          writer(ProbeWriter.Kind.BOTH, 4, 1).write(text);
          writer(ProbeWriter.Kind.BOTH, 4, 1).write(sentences);
        });
  }

  private static ProbeWriter writer(ProbeWriter.Kind kind, int most, long seed) {
    return new ProbeWriter(kind, most, seed, Surprise.ALIKE);
  }
}
