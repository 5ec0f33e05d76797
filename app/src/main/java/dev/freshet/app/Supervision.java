package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Begins work anew after a failure that time may mend: a broker out of reach, a fenced thread, a
 * full disk. What no time mends (usage, configuration, a damaged artefact, divergence) ends it at
 * once, and so does a wish to stop.
 *
 * @param restarts at most so many in a row; work that lasted {@link #LASTING} begins a new row
 * @param clock in nanoseconds, such as {@link System#nanoTime}
 * @param pause waits so many milliseconds
 */
record Supervision(int restarts, PrintStream err, LongSupplier clock, LongConsumer pause) {
  static final Duration LASTING = Duration.ofMinutes(10);
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /** The work; returns when it was asked to stop. */
  @FunctionalInterface
  interface Work {
    ExitCode run();
  }

  /** Runs the work, again and again where it fails. */
  ExitCode over(Work work) {
    int failures = 0;
    while (true) {
      long begun = clock.getAsLong();
      try {
        return work.run();
      } catch (FreshetException e) {
        boolean lasted = clock.getAsLong() - begun >= LASTING.toNanos();
        failures = lasted ? 1 : failures + 1;
        if (!isMendedByTime(e.code()) || failures > restarts) {
          throw e;
        }
        long millis = pauseMillis(failures);
        err.println("stopped: " + e.getMessage());
        err.println(
            String.format(
                Locale.ROOT,
                "starting again in %d s (%d of %d)",
                millis / 1000,
                failures,
                restarts));
        pause.accept(millis);
      }
    }
  }

  private static boolean isMendedByTime(ExitCode code) {
    return code == ExitCode.FAILURE || code == ExitCode.BROKER_UNREACHABLE;
  }

  /** 1 s, then twice as long each time. */
  static long pauseMillis(int failures) {
    return Math.min(LONGEST_PAUSE.toMillis(), 1000L << Math.min(failures - 1, 16));
  }
}
