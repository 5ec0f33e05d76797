package dev.freshet.ingest.records;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A document that the gate held back: a record of {@code freshet.quarantine}.
 *
 * @param seq its number in the log
 * @param step the last optimizer step before it
 * @param time the document's
 * @param novelty in [0, 1]
 * @param scores deviations from the usual by score, in standard deviations
 * @param nearestTopic the topic learned before that it is nearest to; null where none is known
 */
public record Quarantined(
    String documentId,
    String lane,
    String topic,
    long seq,
    long step,
    Instant time,
    @Nullable Double novelty,
    Map<String, Double> scores,
    @Nullable String nearestTopic,
    String text) {
  public Quarantined {
    documentId = Require.name(documentId, "documentId");
    lane = Lane.require(lane);
    topic = Require.name(topic, "topic");
    Require.counted(seq, "seq");
    Require.counted(step, "step");
    time = Require.present(time, "time");
    Require.measured(novelty, "novelty");
    scores = Collections.unmodifiableMap(new LinkedHashMap<>(Require.present(scores, "scores")));
    nearestTopic = Require.optionalName(nearestTopic, "nearestTopic");
    text = Require.text(text, "text");
  }
}
