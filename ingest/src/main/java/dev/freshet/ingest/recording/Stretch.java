package dev.freshet.ingest.recording;

import org.jspecify.annotations.Nullable;

/**
 * A part of a topic, the same in each of its partitions.
 *
 * @param from where it begins; null for the topic's first record
 * @param to where it ends, itself not in it; null for the topic's end
 */
public record Stretch(@Nullable Bound from, @Nullable Bound to) {
  /** All that there is. */
  public static final Stretch WHOLE = new Stretch(null, null);
}
