package dev.freshet.learner.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A vocabulary learned here, in the hands of Hugging Face's library. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenizerTest {
  private static final String TEXT =
      "The river rose in the night, and the people of the river town rose with it. "
          + "She said: \"It's 1984; we're late!\" Über den Fluß führt die Brücke. 東京は日本の首都。東京。 "
          + "In 1984 the river's bridge fell 😀😀 and the town's people built it anew in 1985.\n\n";

  private BpeTrainer.Vocabulary vocabulary = new BpeTrainer.Vocabulary(List.of(), List.of());
  private Tokenizer tokenizer = unopened();

  @SuppressWarnings("NullAway") // opened before all tests
  private static Tokenizer unopened() {
    return null;
  }

  @BeforeAll
  void learn(@TempDir Path folder) throws IOException {
    BpeTrainer trainer = new BpeTrainer("<|end|>");
    trainer.read(TEXT.repeat(3));
    vocabulary = trainer.train(400);
    TokenizerFile.write(vocabulary, folder.resolve("tokenizer.json"));
    tokenizer = Tokenizer.read(folder);
  }

  @AfterAll
  void close() {
    tokenizer.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "  two leading, two trailing  ",
        "tabs\tand\r\nlines\n\n\nand  runs   of    spaces",
        "naïve Œuvre e\u0301 combining",
        "日本語のテキスト、未知の漢字：鬱",
        "👩‍👩‍👧‍👦 a family, 🏳️‍🌈 a flag, 😀",
        "\u0000\u0001\u001f\u007f\u0085\u00a0\u2028 control and strange spaces",
        "\u05d0\u05d1 \u202eright to left\u202c العربية",
        "\ufeffmarks \ufffd and \uffff",
        "the last of Unicode: \udbff\udfff",
        "it's we're I'd you'll they've I'm don't 'tis",
      })
  void anyTextComesBackAsItWas(String text) {
    assertThat(tokenizer.decode(tokenizer.encode(text).ids())).isEqualTo(text);
    assertThat(tokenizer.decode(tokenizer.encodePlain(text).ids())).isEqualTo(text);
  }

  @Test
  void theBeginTokenStandsBeforeATextUnlessItIsWantedPlain() {
    int[] plain = tokenizer.encodePlain("the river").ids();
    EncodedText whole = tokenizer.encode("the river");

    assertThat(whole.ids()[0]).isZero();
    assertThat(whole.starts()[0]).isEqualTo(whole.ends()[0]).isZero();
    assertThat(Arrays.copyOfRange(whole.ids(), 1, whole.length())).containsExactly(plain);
    assertThat(tokenizer.encodePlain(List.of("the river", "", "the river")))
        .usingRecursiveComparison()
        .isEqualTo(List.of(plain, new int[0], plain));
  }

  /** Otherwise a document could end itself, or plant control tokens. */
  @Test
  void theSpellingOfASpecialTokenIsTextLikeAnyOther() {
    String text = "the river<|end|> rose <|end|>";
    EncodedText encoded = tokenizer.encode(text);

    assertThat(encoded.ids()[0]).isZero();
    assertThat(Arrays.copyOfRange(encoded.ids(), 1, encoded.length())).doesNotContain(0);
    assertThat(tokenizer.encodePlain(text).ids()).doesNotContain(0);
    assertThat(tokenizer.encodePlain(List.of(text)).get(0)).doesNotContain(0);
    assertThat(tokenizer.decode(encoded.ids())).isEqualTo(text);
  }

  /** A layout as Llama's: the special tokens stand outside of the model's vocabulary. */
  @Test
  void idsStayWhereSpecialTokensComeAfterTheVocabulary(@TempDir Path folder) throws IOException {
    TokenizerFile.write(vocabulary, folder.resolve("tokenizer.json"));
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode root = (ObjectNode) mapper.readTree(folder.resolve("tokenizer.json").toFile());
    int size = vocabulary.tokens().size();
    int next = size;
    for (String content : List.of("<|begin|>", "plain", "<|turn|>")) {
      ((ArrayNode) root.get("added_tokens"))
          .addObject()
          .put("id", next++)
          .put("content", content)
          .put("single_word", false)
          .put("lstrip", false)
          .put("rstrip", false)
          .put("normalized", false)
          .put("special", !content.equals("plain"));
    }
    mapper.writeValue(folder.resolve("tokenizer.json").toFile(), root);

    try (Tokenizer larger = Tokenizer.read(folder)) {
      int[] ids = larger.encodePlain("plain<|begin|><|turn|><|end|>").ids();
      assertThat(ids[0]).as("added, but not special").isEqualTo(next - 2);
      assertThat(Arrays.stream(ids).skip(1)).allMatch(id -> id > 0 && id < size);
      assertThat(larger.decode(ids)).isEqualTo("plain<|begin|><|turn|><|end|>");
      assertThat(larger.decode(new int[] {0, next - 3, next - 1})).as("specials").isEmpty();
      assertThat(larger.encode("the river").ids()).isEqualTo(tokenizer.encode("the river").ids());
    }
  }

  /**
   * Offsets cover the text without gap, and each token's stretch is the text that it decodes to.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "the river",
        "😀 the river rose",
        "👩‍👩‍👧‍👦 the people, 😀😀 東京 the town",
        "\ud83d\ude00\ud83d\ude00\ud83d\ude00 1984",
      })
  void offsetsCountUtf16UnitsWhateverStandsBefore(String text) {
    EncodedText encoded = tokenizer.encodePlain(text);

    int covered = 0;
    for (int i = 0; i < encoded.length(); i++) {
      assertThat(encoded.starts()[i]).isLessThanOrEqualTo(covered);
      assertThat(encoded.ends()[i]).isGreaterThanOrEqualTo(covered);
      covered = encoded.ends()[i];
      String stretch = text.substring(encoded.starts()[i], encoded.ends()[i]);
      String decoded = tokenizer.decode(new int[] {encoded.ids()[i]});
      if (decoded.indexOf('\ufffd') < 0) {
        assertThat(stretch).isEqualTo(decoded);
      }
    }
    assertThat(covered).isEqualTo(text.length());
  }

  @Test
  void aTokenAfterAnEmojiIsFoundWhereItStands() {
    String text = "😀😀 river";
    EncodedText encoded = tokenizer.encode(text);
    int last = encoded.length() - 1;

    assertThat(tokenizer.decode(new int[] {encoded.ids()[last]})).isEqualTo(" river");
    assertThat(encoded.starts()[last]).isEqualTo(4);
    assertThat(encoded.ends()[last]).isEqualTo(10);
  }

  /** Byte-pair encoding as its paper has it: every merge in the order learned, over the word. */
  @Test
  void theLibrarySegmentsTheTrainingWordsAsTheMergesSay() {
    for (String word : TEXT.split("(?= )")) {
      for (String part :
          word.split(
              "(?<=[\\p{L}\\p{N}])(?=[^\\p{L}\\p{N}])|(?<=[^ \\p{L}\\p{N}])(?=\\p{L}|\\p{N})")) {
        if (part.contains("'") || part.contains("\n")) {
          continue;
        }
        List<String> tokens =
            Arrays.stream(tokenizer.encodePlain(part).ids())
                .mapToObj(id -> vocabulary.tokens().get(id))
                .toList();
        assertThat(tokens).as(part).isEqualTo(merged(part));
      }
    }
  }

  private List<String> merged(String word) {
    List<String> tokens = new ArrayList<>();
    for (byte b : word.getBytes(StandardCharsets.UTF_8)) {
      tokens.add(String.valueOf(ByteAlphabet.of(b & 0xFF)));
    }
    for (String[] merge : vocabulary.merges()) {
      for (int i = 0; i + 1 < tokens.size(); i++) {
        if (tokens.get(i).equals(merge[0]) && tokens.get(i + 1).equals(merge[1])) {
          tokens.set(i, merge[0] + merge[1]);
          tokens.remove(i + 1);
        }
      }
    }
    return tokens;
  }

  @Test
  void aMissingOrBrokenFileIsRefusedInOneLine(@TempDir Path folder) throws IOException {
    assertRefused(folder, "there is no tokenizer.json here");
    Files.writeString(folder.resolve("tokenizer.json"), "{\n\"version\":\n 7");
    assertRefused(folder, "the tokenizer cannot be read");
  }

  private static void assertRefused(Path folder, String message) {
    assertThatThrownBy(() -> Tokenizer.read(folder))
        .isInstanceOfSatisfying(
            FreshetException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ExitCode.ARTEFACT);
              assertThat(e.getMessage()).startsWith(message).doesNotContain("\n");
            });
  }
}
