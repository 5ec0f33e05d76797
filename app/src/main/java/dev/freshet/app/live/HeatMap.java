package dev.freshet.app.live;

import dev.freshet.ingest.records.Document;
import dev.freshet.learner.tokenizer.EncodedText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A document with the weight of each of its tokens.
 *
 * @param weights one per target token: {@code text.length() - 1} of them
 */
record HeatMap(String lane, Document document, EncodedText text, float[] weights) {
  /** Shades, from none to the heaviest. */
  static final int LEVELS = 10;

  /** Characters that a page shows of a document. */
  static final int SHOWN = 6000;

  /** Text of one shade. */
  record Piece(String text, int level, String weight) {}

  /**
   * What a page shows.
   *
   * @param cut whether the document goes on behind it
   */
  record View(
      String documentId,
      String lane,
      String topic,
      @Nullable String title,
      List<Piece> pieces,
      boolean cut) {}

  View view() {
    float most = 0;
    for (float weight : weights) {
      most = Math.max(most, weight);
    }
    List<Piece> pieces = new ArrayList<>();
    String whole = text.text();
    int at = 0;
    for (int i = 0; i < weights.length && at < SHOWN; i++) {
      int start = Math.max(at, text.starts()[i + 1]);
      int end = Math.max(start, text.ends()[i + 1]);
      if (start > at) {
        pieces.add(new Piece(whole.substring(at, start), 0, ""));
      }
      if (end > start) {
        int level = most == 0 ? 0 : Math.min(LEVELS - 1, (int) (LEVELS * weights[i] / most));
        String weight = String.format(Locale.ROOT, "%.3f", weights[i]);
        pieces.add(new Piece(whole.substring(start, end), level, weight));
      }
      at = end;
    }
    boolean cut = at < whole.length();
    if (cut && at < SHOWN) {
      int end = Math.min(whole.length(), SHOWN);
      pieces.add(new Piece(whole.substring(at, end), 0, ""));
      cut = end < whole.length();
    }
    return new View(document.id(), lane, document.topic(), document.title(), pieces, cut);
  }
}
