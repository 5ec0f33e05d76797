package dev.freshet.learner.pretraining;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.learner.QuestionTemplate;
import dev.freshet.learner.pretraining.CorpusDocument.QuestionAnswer;
import dev.freshet.learner.tokenizer.BpeTrainer;
import dev.freshet.learner.tokenizer.Tokenizer;
import dev.freshet.learner.tokenizer.TokenizerFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowsTest {
  private static final int END = 0;

  @TempDir Path folder;

  @Test
  void textsFollowEachOtherWithAnEndTokenBeforeEachAndGoOnInTheNextRow() throws IOException {
    try (Tokenizer tokenizer = bytesOnly()) {
      Rows rows = new Rows(4);
      rows.addDocument(
          new CorpusDocument("", "abcd", List.of()), tokenizer, QuestionTemplate.PLAIN, END);
      rows.addDocument(
          new CorpusDocument("", " \n", List.of()), tokenizer, QuestionTemplate.PLAIN, END);
      rows.addDocument(
          new CorpusDocument("", "xyz", List.of()), tokenizer, QuestionTemplate.PLAIN, END);

      int[] text = tokenizer.encodePlain("abcdxyz").ids();
      assertThat(rows.tokenCount()).isEqualTo(9);
      assertThat(rows.count()).isEqualTo(2);
      assertThat(rows.ids(0)).containsExactly(END, text[0], text[1], text[2]);
      assertThat(rows.ids(1)).containsExactly(text[3], END, text[4], text[5]);
      assertThat(rows.weights(0)).containsExactly(1, 1, 1);
    }
  }

  @Test
  void anAnswerIsCountedAloneWhereThatIsAskedFor() throws IOException {
    try (Tokenizer tokenizer = bytesOnly()) {
      Rows rows = new Rows(9);
      QuestionTemplate template = new QuestionTemplate("{question}=", "");
      rows.addQuestion(new QuestionAnswer("a😀", "b"), tokenizer, template, END, true);

      // end, a, four bytes of the emoji, =, b, end
      assertThat(rows.count()).isEqualTo(1);
      assertThat(rows.weights(0)).containsExactly(0, 0, 0, 0, 0, 0, 1, 1);
    }
  }

  @Test
  void heldOutArticlesAreChosenByTitleAndUntitledOnesNeverAre() {
    long heldOut =
        IntStream.range(0, 10_000)
            .filter(i -> HeldOut.isHeldOut(new CorpusDocument("title " + i, "", List.of()), 10))
            .count();

    assertThat(heldOut).isBetween(850L, 1150L);
    assertThat(HeldOut.isHeldOut(new CorpusDocument("", "text", List.of()), 1)).isFalse();
  }

  private Tokenizer bytesOnly() throws IOException {
    TokenizerFile.write(new BpeTrainer("<|end|>").train(257), folder.resolve("tokenizer.json"));
    return Tokenizer.read(folder);
  }
}
