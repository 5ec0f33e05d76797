package dev.freshet.adapter;

import dev.freshet.config.FreshetException;
import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.Document;
import dev.freshet.learner.tokenizer.EncodedText;

/** Hears what the fold does, for meters and progress. Calls come from Streams' threads. */
public interface FoldListener {
  /** Hears nothing. */
  FoldListener NONE = new FoldListener() {};

  /**
   * Records that were folded again after a start, of which nothing is reported.
   *
   * @param records in this batch
   */
  default void restored(String lane, int records) {}

  /**
   * A step, or a decision without one, was computed.
   *
   * @param startNanos on {@link System#nanoTime}'s clock, when the learner began
   * @param endNanos when it was done
   * @param tokens learned from
   */
  default void computed(String lane, long startNanos, long endNanos, long tokens) {}

  /**
   * A document was read, and each of its tokens given a weight.
   *
   * @param weights one per target token: {@code text.length() - 1} of them
   */
  default void weighed(String lane, Document document, EncodedText text, float[] weights) {}

  /** A document's record was handed to the output. */
  default void reported(Adaptation adaptation) {}

  /**
   * So many steps in a row were rejected as the settings bear; the process should end. What was
   * decided is reported and committed as ever.
   */
  default void diverged(FreshetException stop) {}

  /**
   * A checkpoint was written.
   *
   * @param bytes of all its arrays
   */
  default void checkpointed(String lane, String id, long step, long bytes, long nanos) {}
}
