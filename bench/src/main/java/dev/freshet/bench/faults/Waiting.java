package dev.freshet.bench.faults;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting for something that another process does. */
final class Waiting {
  /** For whatever ends in seconds on a machine that is not busy; it bounds a hang, nothing else. */
  static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final long LOOK_MILLIS = 10;

  private Waiting() {}

  /** Looks until it is so. */
  static void until(BooleanSupplier condition, Duration patience, String what) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("waited " + patience.toSeconds() + " s in vain: " + what);
      }
      sleep(LOOK_MILLIS);
    }
  }

  static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted", e);
  }
}
