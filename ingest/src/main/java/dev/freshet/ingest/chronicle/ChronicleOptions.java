package dev.freshet.ingest.chronicle;

import java.util.Comparator;
import java.util.List;

/**
 * What a chronicle is a function of.
 *
 * @param entities people, companies and places that live at a time, {@value #FEWEST_ENTITIES} to
 *     {@value #MOST_ENTITIES}; the state grows with them
 * @param changeRate the share of news that overwrite a told fact; the others tell a fact for the
 *     first time, and where all are told, somebody new takes the stage
 * @param noise sentences without news in a document, on average; 0 to {@value #MOST_NOISE}
 * @param drifts in the order in which they set in
 */
public record ChronicleOptions(
    long seed, int entities, double changeRate, int noise, List<Drift> drifts) {
  public static final int FEWEST_ENTITIES = 20;
  public static final int MOST_ENTITIES = 10_000;
  public static final int MOST_NOISE = 200;
  public static final int ENTITIES = 400;
  public static final double CHANGE_RATE = 0.5;
  public static final int NOISE = 6;

  public ChronicleOptions {
    drifts = drifts.stream().sorted(Comparator.comparingLong(Drift::at)).toList();
    if (entities < FEWEST_ENTITIES || entities > MOST_ENTITIES) {
      throw new IllegalArgumentException(
          "entities are " + FEWEST_ENTITIES + " to " + MOST_ENTITIES + ", not " + entities);
    }
    if (!(changeRate >= 0 && changeRate <= 1)) {
      throw new IllegalArgumentException(
          "the change rate is a share, from 0 to 1, not " + changeRate);
    }
    if (noise < 0 || noise > MOST_NOISE) {
      throw new IllegalArgumentException(
          "noise is 0 to " + MOST_NOISE + " sentences a document, not " + noise);
    }
  }

  /** The defaults. */
  public static ChronicleOptions of(long seed) {
    return new ChronicleOptions(seed, ENTITIES, CHANGE_RATE, NOISE, List.of());
  }
}
