package dev.freshet.learner.weighting;

import static dev.freshet.learner.weighting.TokenKind.FUNCTION_WORD;
import static dev.freshet.learner.weighting.TokenKind.NAME;
import static dev.freshet.learner.weighting.TokenKind.NUMBER;
import static dev.freshet.learner.weighting.TokenKind.OTHER_WORD;
import static dev.freshet.learner.weighting.TokenKind.PUNCTUATION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.learner.weighting.TokenKind.Classified;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TokenKindTest {
  @Test
  void aTokenIsOfItsWordsKind() {
    assertThat(kinds("the port of Hamburg grew by 3rd hands, 1,094 in all", "[\\w]+|[^\\s]"))
        .containsExactly(
            FUNCTION_WORD,
            OTHER_WORD,
            FUNCTION_WORD,
            NAME,
            OTHER_WORD,
            FUNCTION_WORD,
            NUMBER,
            OTHER_WORD,
            PUNCTUATION,
            NUMBER,
            PUNCTUATION,
            NUMBER,
            FUNCTION_WORD,
            FUNCTION_WORD);
  }

  @Test
  void piecesOfAWordShareItsKindAndOnlyTheFirstBeginsIt() {
    Classified[] kinds = TokenKind.of(Texts.cut("in Hamburg.", Pattern.compile(" ?Ham|burg|in|.")));
    assertThat(kinds)
        .containsExactly(
            new Classified(FUNCTION_WORD, true),
            new Classified(NAME, true),
            new Classified(NAME, false),
            new Classified(PUNCTUATION, false));
  }

  private static TokenKind[] kinds(String text, String tokens) {
    return Arrays.stream(TokenKind.of(Texts.cut(text, Pattern.compile(tokens))))
        .map(Classified::kind)
        .toArray(TokenKind[]::new);
  }
}
