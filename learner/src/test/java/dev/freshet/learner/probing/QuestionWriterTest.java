package dev.freshet.learner.probing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Worked cases: what a text's form allows to ask, and what it must not lead to. */
class QuestionWriterTest {
  private final QuestionWriter writer = new QuestionWriter();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Ada Brook (born 3 May 1951 in Leeds, England) is an English chemist. | When was Ada Brook born? | 3 May 1951
          Ada Brook (born 3 May 1951 in Leeds, England) is an English chemist. | Where was Ada Brook born? | Leeds, England
          Ada Brook (born 3 May 1951 in Leeds, England) is an English chemist. | What nationality is Ada Brook? | English
          Ada Brook (born 3 May 1951) is an English chemist and mountaineer. | What is Ada Brook's occupation? | chemist and mountaineer
          Jon Hale (28 October 1840 - 15 January 1913) was a British peer. | When did Jon Hale die? | 15 January 1913
          Jon Hale (28 October 1840 - 15 January 1913) was a British peer. He died in York. | Where did Jon Hale die? | York
          Ann Lee (born 1950) is a painter. She attended Yale University. | Where did Ann Lee study? | Yale University
          Ann Lee (born 1950) is a Dutch footballer who plays as a goalkeeper for Ajax. | What position does Ann Lee play? | goalkeeper
          Ann Lee (born 1950) is a Dutch footballer who plays as a goalkeeper for Ajax. | Which club does Ann Lee play for? | Ajax
          The Old Mill is a historic mill in Tudela, Spain. It was built in 1891. | Where is the Old Mill? | Tudela, Spain
          The Old Mill is a historic mill in Tudela, Spain. It was built in 1891. | When was the Old Mill built? | 1891
          The Old Mill is a historic mill in Tudela, Spain. The mill was built in 1891. | When was the Old Mill built? | 1891
          Red Dust is a 1962 Brazilian film directed by Rui Costa and starring Eva Lins. | Who directed Red Dust? | Rui Costa
          Red Dust is a 1962 Brazilian film directed by Rui Costa and starring Eva Lins. | Who starred in Red Dust? | Eva Lins
          Nova is a software company based in Oslo, Norway. | Where is Nova based? | Oslo, Norway
          Blue Hour is the second studio album by English band The Larks. | Whose album is Blue Hour? | The Larks
          Norfield is a small town in Adams County, Ohio, with a population of 1,204. | What is the population of Norfield? | 1,204
          Corva is a genus of moths in the family Noctuidae. | Which family does Corva belong to? | Noctuidae
          The Larks are an English rock band from Leeds. | What are the Larks? | English rock band
          A mill race is a channel that carries water. | What is a mill race? | channel
          Slate is a family of rocks in Wales. | What is Slate? | family of rocks
          Mount Gray is a peak in Peru. It has an elevation of 5,120 m. | What is the elevation of Mount Gray? | 5,120 m
          """)
  void aFormAllowsItsQuestion(String text, String question, String answer) {
    List<WrittenProbe> probes = writer.write(text);

    assertThat(probes)
        .filteredOn(probe -> probe.prompt().equals(question))
        .extracting(WrittenProbe::answer)
        .containsExactly(answer);
    for (WrittenProbe probe : probes) {
      assertThat(text.substring(probe.answerStart())).startsWith(probe.answer());
    }
  }

  /** A museum in a building of 1900 is not of 1900; a maker's trade is not the maker. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Iduna is a museum in a house built in 1900. | When was
          The Rain War (3 May 1840 - 9 June 1843) was a conflict in Chile. | born
          Oslo Hall is a hall in Oslo. The mayor was born in 1950. | When was
          Nord was a ship. It was sold to be broken up in 1920. | When was
          Bossa is a genre developed in Brazil. | Where is
          Rain is a film released in Chile on 3 May 1951. It was released in Peru on 4 May 1951. | When was Rain released
          Earl of Nord is a title in the Peerage of Wales. He was born in Leeds in 1920. | born
          With the war there was a great famine in Wales. | there
          """)
  void aNearFormDoesNot(String text, String forbidden) {
    assertThat(writer.write(text))
        .extracting(WrittenProbe::prompt)
        .noneMatch(prompt -> prompt.contains(forbidden));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "no sentence at all",
        "x = [1, 2, 3]\nfor y in x: print(y)",
        "| a | b |\n| 1 | 2 |",
        "Der Rhein ist ein Strom in Europa. Er ist lang.",
        "\u5317\u4eac\u662f\u4e2d\u56fd\u7684\u9996\u90fd\u3002"
      })
  void textOfAnotherFormGivesNone(String text) {
    assertThat(writer.write(text)).isEmpty();
  }

  @Test
  void aLongLineIsReadInLinearTime() {
    String text = "The Old Mill is a historic mill in Tudela, Spain. " + "A ".repeat(2_000_000);

    assertThat(writer.write(text)).isNotEmpty();
  }

  @Test
  void halfANameAndWhereItIsFromAreNoAnswers() {
    for (String text :
        List.of(
            "Rain is a song by American singer Eva Lins.",
            "Rain is a road located on U.S. Route 60.",
            "Nord is a town in Adams and Greene counties of Ohio.",
            "Rail is a term that primarily refers to bars.",
            "Corva is a small, mostly wooded island in Chile.",
            "The 1989 season was the Larks ' 30th in the Nordic League.",
            "Ann Lee (born 1950) is a Dutch footballer who plays for Premier League club Ajax.")) {
      assertThat(writer.write(text))
          .extracting(WrittenProbe::answer)
          .doesNotContain("American", "U.S", "Adams", "term", "small", "Premier League")
          .noneMatch(answer -> answer.contains("30th"));
    }
  }

  @Test
  void noQuestionIsAskedTwiceAndNoneHoldsItsAnswer() {
    String text =
        "The Mill of Spain is a historic mill in Spain. It was built in 1891. It was built in 1892.";

    List<WrittenProbe> probes = writer.write(text);

    assertThat(probes).extracting(WrittenProbe::prompt).doesNotHaveDuplicates();
    assertThat(probes).noneMatch(probe -> probe.prompt().contains(probe.answer()));
  }
}
