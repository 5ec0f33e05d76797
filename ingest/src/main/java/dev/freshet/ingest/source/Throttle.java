package dev.freshet.ingest.source;

import java.time.Duration;
import java.util.function.LongConsumer;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Backpressure: lets a pump run ahead of the log by so many documents and no further.
 *
 * <p>It counts what was sent since it last looked, so that it asks for the backlog only when the
 * budget may be spent, and not more often than every {@code pause}.
 */
final class Throttle {
  private final Backlog backlog;
  private final int maxInFlight;
  private final Duration pause;
  private long behind;
  private long sentSince;
  private boolean known;

  Throttle(Backlog backlog, int maxInFlight, Duration pause) {
    this.backlog = backlog;
    this.maxInFlight = maxInFlight;
    this.pause = pause;
  }

  /** Whether one more may go now, as far as is known. */
  boolean isOpen() {
    return known && behind + sentSince < maxInFlight;
  }

  void sent() {
    sentSince++;
  }

  long behind() {
    return behind + sentSince;
  }

  /**
   * Looks, and waits while the log is too far behind. Everything sent must be acknowledged before,
   * or it would be missing in what is seen.
   *
   * @param waiting told the backlog at each look that found no room
   */
  void await(LongConsumer waiting) {
    look();
    while (!isOpen()) {
      waiting.accept(behind);
      sleep();
      look();
    }
  }

  private void look() {
    behind = backlog.behind();
    sentSince = 0;
    known = true;
  }

  private void sleep() {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
