package dev.freshet.learner.probing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.learner.scoring.Question;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Worked cases: which gaps a text allows, and which it does not. */
class ClozeWriterTest {
  private static final String MILL =
      "The Old Mill is a historic mill in Tudela, a town of Spain. It was built in 1891 by Rui Costa."
          + " The mill has a height of 31 metres. Its owner died in 1920.";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          The Old Mill is a historic mill in Tudela. It was built in 1891. | The Old Mill is a historic mill in | Tudela
          The Old Mill is a historic mill in Tudela. It was built in 1891. | The Old Mill was built in | 1891
          The Old Mill is a historic mill. The mill was built for 3,200 florins. | The Old Mill was built for | 3,200
          Ada Jane Brook (born 3 May 1951) is a chemist. | Ada Jane Brook (born | 3 May 1951
          Ann Lee (born 1950) is a painter. She moved to New York City in 1971. | Ann Lee moved to | New York City
          Ann Lee (born 1950) is a painter. Lee moved to New York City in 1971. | Ann Lee moved to New York City in | 1971
          Mount Gray is a peak in Peru. It has a height of 5,120 metres. | Mount Gray has a height of | 5,120 metres
          Rain fell on Tuesday in Leeds, and the council met the mayor of York. | Rain fell on Tuesday in | Leeds
          """)
  void aSentenceIsCutBeforeWhatItTells(String text, String prompt, String answer) {
    List<WrittenProbe> clozes = clozes(text);

    assertThat(clozes)
        .filteredOn(cloze -> cloze.prompt().equals(prompt))
        .extracting(WrittenProbe::answer)
        .containsExactly(answer);
    for (WrittenProbe cloze : clozes) {
      assertThat(text.substring(cloze.answerStart())).startsWith(cloze.answer());
      assertThat(cloze.form()).isEqualTo(Question.Form.CLOZE);
    }
  }

  /**
   * Halves of names and measures, what the prompt or an earlier sentence says, what points back.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Tudela Mill is a historic mill in Tudela, Spain. | Tudela
          Bossa is a style of Brazilian music that was born in Brazil. | Brazil
          Nova is a firm for which the Bank of the Republic of Chile paid. | Republic of Chile
          The Firm is a charity listed as a 501 (c) organisation in law. | 501
          Ann Lee won the race over a distance of 4 x 100 metres in Rome. | 4
          Red Dust is a road of the Northern Territory government in the north. | Northern Territory
          Hall A is a hall near the Museum of Arts and Hall of Fame there. | Hall of Fame
          Nora is a firm that fights for a price of $1,204.50 at the market. | 1,204.50
          It is said that they met again in London in the year 1820. | London
          He was sent to live with others on the coast of Peru. | Peru
          """)
  void aNearFormIsNoGap(String text, String forbidden) {
    assertThat(clozes(text)).extracting(WrittenProbe::answer).doesNotContain(forbidden);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "no sentence at all",
        "x = [1, 2, 3]\nfor y in x: print(y)",
        "| a | b |\n| 1 | 2 |",
        "\u5317\u4eac\u662f\u4e2d\u56fd\u7684\u9996\u90fd\u3002"
      })
  void textOfAnotherFormGivesNone(String text) {
    assertThat(clozes(text)).isEmpty();
  }

  @Test
  void noAnswerStandsInItsPromptAndNoneIsAskedThatTheTextSaidBefore() {
    for (WrittenProbe cloze : clozes(MILL + " " + MILL)) {
      assertThat(cloze.prompt()).doesNotContain(cloze.answer());
      assertThat(MILL.indexOf(cloze.answer())).isEqualTo(cloze.answerStart());
    }
  }

  @Test
  void theMostSurprisingOfASentenceComesFirstAndWhatIsKnownIsNotAsked() {
    Surprise surprise =
        probes ->
            probes.stream()
                .mapToDouble(
                    probe ->
                        switch (probe.answer()) {
                          case "1891" -> 3;
                          case "Rui Costa" -> 5;
                          case "Tudela" -> 0.4;
                          default -> 1;
                        })
                .toArray();

    List<WrittenProbe> one = new ProbeWriter(ProbeWriter.Kind.CLOZE, 1, 1, surprise).write(MILL);
    List<WrittenProbe> all = new ProbeWriter(ProbeWriter.Kind.CLOZE, 9, 1, surprise).write(MILL);

    assertThat(one).extracting(WrittenProbe::answer).containsExactly("Rui Costa");
    assertThat(all).extracting(WrittenProbe::answer).contains("1891").doesNotContain("Tudela");
  }

  private static List<WrittenProbe> clozes(String text) {
    return new ProbeWriter(ProbeWriter.Kind.CLOZE, 9, 1, Surprise.ALIKE).write(text);
  }
}
