package dev.freshet.app;

import dev.freshet.learner.evaluation.Trials;
import java.util.Locale;

/**
 * How far an evaluation has come, and how long the rest will take at the pace so far. Once a few
 * trials were made, and then every ten minutes, it says what is left, also where no terminal is
 * watched. Work that was found done does not count into the pace.
 */
final class EvaluationPace implements Trials.Heard, AutoCloseable {
  private static final long REDRAWN_NANOS = 200_000_000L;
  private static final int FEW = 12;
  private static final long AGAIN_NANOS = 600_000_000_000L;

  private final CommandContext context;
  private final ProgressLine line;
  private final long expected;
  private long start;
  private String at = "";
  private long done;
  private long made;
  private long next = System.nanoTime();

  /**
   * @param expected about how many trials it will be
   */
  EvaluationPace(CommandContext context, long expected) {
    this.context = context;
    this.line = new ProgressLine(context, REDRAWN_NANOS);
    this.expected = expected;
  }

  /** What is worked on from now. */
  void at(String what) {
    at = what;
    start = start == 0 ? System.nanoTime() : start;
  }

  @Override
  public void of(int units, boolean isNew) {
    context.interruption().check();
    done += units;
    made += isNew ? units : 0;
    long now = System.nanoTime();
    if (made >= FEW && now >= next) {
      next = now + AGAIN_NANOS;
      context
          .err()
          .printf(
              Locale.ROOT,
              "about %,d trials, of which %,d are done: about %s to go%n",
              expected,
              done,
              left());
    }
    line.show(
        at.replace("%", "%%") + ": %d of about %d trials, " + left() + " to go",
        done,
        Math.max(done, expected));
  }

  private String left() {
    if (made < FEW) {
      return "?";
    }
    double each = (System.nanoTime() - start) / 1e9 / made;
    return time(Math.max(0, expected - done) * each);
  }

  static String time(double seconds) {
    if (seconds < 90) {
      return String.format(Locale.ROOT, "%.0f s", seconds);
    }
    return seconds < 5400
        ? String.format(Locale.ROOT, "%.0f min", seconds / 60)
        : String.format(Locale.ROOT, "%.1f h", seconds / 3600);
  }

  @Override
  public void close() {
    line.close();
  }
}
