package dev.freshet.app;

import dev.freshet.learner.evaluation.Trials;
import java.util.Locale;

/**
 * How far an evaluation has come, and how long the rest will take at the pace so far. Work that was
 * found done does not count into the pace.
 */
final class EvaluationPace implements Trials.Heard, AutoCloseable {
  private static final long REDRAWN_NANOS = 200_000_000L;

  private final CommandContext context;
  private final ProgressLine line;
  private final long start = System.nanoTime();
  private String at = "";
  private long expected;
  private long done;
  private long made;

  EvaluationPace(CommandContext context) {
    this.context = context;
    this.line = new ProgressLine(context, REDRAWN_NANOS);
  }

  /** What the whole will come to, as far as is known by now. */
  void expect(long units) {
    expected = units;
  }

  /** More than was expected. */
  void expectAlso(long units) {
    expected += units;
  }

  /** What is worked on. */
  void at(String what) {
    at = what;
  }

  @Override
  public void of(int units, boolean isNew) {
    context.interruption().check();
    done += units;
    made += isNew ? units : 0;
    line.show(
        at.replace("%", "%%") + ": %d of about %d trials, " + left() + " left",
        done,
        Math.max(done, expected));
  }

  double secondsPerUnit() {
    return made == 0 ? Double.NaN : (System.nanoTime() - start) / 1e9 / made;
  }

  private String left() {
    return made == 0 ? "?" : time(Math.max(0, expected - done) * secondsPerUnit());
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
