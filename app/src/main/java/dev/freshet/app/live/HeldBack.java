package dev.freshet.app.live;

import dev.freshet.ingest.records.Quarantined;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A document that the gate held back, as a page shows it.
 *
 * @param scores deviations from the usual by score, in standard deviations
 * @param text its beginning
 * @param cut whether it goes on behind that
 */
record HeldBack(
    String documentId,
    String lane,
    String topic,
    @Nullable Double novelty,
    Map<String, Double> scores,
    @Nullable String nearestTopic,
    String text,
    boolean cut) {
  private static final int SHOWN = 200;

  static HeldBack of(Quarantined held) {
    String text = held.text();
    int end = Math.min(text.length(), SHOWN);
    if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return new HeldBack(
        held.documentId(),
        held.lane(),
        held.topic(),
        held.novelty(),
        held.scores(),
        held.nearestTopic(),
        text.substring(0, end),
        end < text.length());
  }
}
