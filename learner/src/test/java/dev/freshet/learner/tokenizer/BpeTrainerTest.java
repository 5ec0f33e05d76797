package dev.freshet.learner.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BpeTrainerTest {
  private static final String END = "<|end|>";

  /**
   * The corpus of Sennrich et al. 2016: low (5 times), lower (2), newest (6), widest (3), worked
   * out by hand. Where counts are equal the pair of smaller token numbers goes first: "es" and "st"
   * both come 9 times, and e is before s.
   */
  @Test
  void theClassicCorpusGivesTheMergesWorkedOutByHand() {
    BpeTrainer.Vocabulary vocabulary = classic(List.of("low", "lower", "newest", "widest"));

    assertThat(vocabulary.merges().stream().map(merge -> merge[0] + "+" + merge[1]))
        .containsExactly(
            "e+s", // 9
            "es+t", // 9
            "l+o", // 7, as o+w
            "lo+w", // 7
            "e+w", // 6, as n+e and w+est
            "n+ew", // 6
            "new+est", // 6
            "d+est", // 3, as i+d and w+i
            "i+dest", // 3
            "w+idest", // 3
            "e+r", // 2
            "low+er"); // 2
  }

  @Test
  void tokensAreTheSpecialOneTheBytesAndTheMergesInOrder() {
    List<String> tokens = classic(List.of("low", "lower", "newest", "widest")).tokens();

    assertThat(tokens).hasSize(1 + 256 + 12).doesNotHaveDuplicates().startsWith(END, "!", "\"");
    assertThat(tokens.subList(257, 261)).containsExactly("es", "est", "lo", "low");
  }

  @Test
  void theOrderOfReadingDoesNotMatter() {
    BpeTrainer.Vocabulary one = classic(List.of("low", "lower", "newest", "widest"));
    BpeTrainer.Vocabulary other = classic(List.of("widest", "newest", "lower", "low"));

    assertThat(other.tokens()).isEqualTo(one.tokens());
    assertThat(other.merges()).usingRecursiveComparison().isEqualTo(one.merges());
  }

  private static BpeTrainer.Vocabulary classic(List<String> order) {
    BpeTrainer trainer = new BpeTrainer(END);
    for (String word : order) {
      int times =
          switch (word) {
            case "low" -> 5;
            case "lower" -> 2;
            case "newest" -> 6;
            default -> 3;
          };
      for (int i = 0; i < times; i++) {
        trainer.read(word);
      }
    }
    return trainer.train(1000);
  }

  @Test
  void trainingStopsAtTheSizeThatWasAsked() {
    BpeTrainer trainer = new BpeTrainer(END);
    trainer.read("abab abab abab");

    assertThat(trainer.train(258).tokens()).hasSize(258).endsWith("ab");
  }

  @Test
  void noMergeCrossesTheEndOfAWord() {
    BpeTrainer trainer = new BpeTrainer(END);
    for (int i = 0; i < 10; i++) {
      trainer.read("one two's 365 days, x9!!");
    }

    List<String> tokens = trainer.train(5000).tokens();
    assertThat(tokens.subList(257, tokens.size()))
        .contains("Ġtwo", "'s", "Ġ365", "Ġdays", "!!")
        .allSatisfy(token -> assertThat(token).matches("'s|Ġ?([a-z]+|[0-9]+|[^a-z0-9Ġ]+)"));
  }

  /** "aaaa" holds the pair a+a three times, but only two can be merged at once. */
  @Test
  void runsOfOneLetterAreMergedFromTheLeft() {
    BpeTrainer trainer = new BpeTrainer(END);
    trainer.read("aaaaa");
    trainer.read("aaaaa");

    assertThat(trainer.train(1000).tokens().subList(257, 260))
        .containsExactly("aa", "aaa", "aaaaa");
  }

  @Test
  void aTextWithoutRepetitionsGivesTheBytesAlone() {
    BpeTrainer trainer = new BpeTrainer(END);
    trainer.read("");
    trainer.read("abc");

    assertThat(trainer.train(1000).merges()).isEmpty();
    assertThat(trainer.train(1000).tokens()).hasSize(257);
  }
}
