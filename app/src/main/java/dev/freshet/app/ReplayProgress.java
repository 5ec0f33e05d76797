package dev.freshet.app;

import java.util.Locale;

/** How far a replay has come, on stderr: a line drawn over at a terminal, one for each run done. */
final class ReplayProgress {
  private static final long EVERY_NANOS = 200_000_000L;
  private static final String ERASE = "\r\u001b[K";

  private final CommandContext context;
  private final int runs;
  private final int documents;
  private int ended;
  private int computed;
  private double computedSeconds;
  private long runBegan = System.nanoTime();
  private long last;

  /**
   * @param documents in each run
   */
  ReplayProgress(CommandContext context, int runs, int documents) {
    this.context = context;
    this.runs = runs;
    this.documents = documents;
  }

  /** A run that was done before. */
  void known(String variant, int order) {
    ended++;
    line(variant, order, "done by an earlier replay");
  }

  /** A run is under way. */
  void show(String variant, int order, long done) {
    long now = System.nanoTime();
    if (!context.terminal().interactive() || now - last < EVERY_NANOS) {
      return;
    }
    last = now;
    double spent = (now - runBegan) / 1e9;
    double whole = spent * documents / Math.max(1, done);
    double each = computed == 0 ? whole : (computedSeconds + whole) / (computed + 1);
    String text =
        String.format(
            Locale.ROOT,
            "%s, order %d: %d of %d documents; run %d of %d, about %s left",
            variant,
            order,
            done,
            documents,
            ended + 1,
            runs,
            time(whole - spent + each * (runs - ended - 1)));
    int room = context.terminal().columns() - 1;
    context.err().print(ERASE + (text.length() <= room ? text : text.substring(0, room)));
    context.err().flush();
  }

  /** A run has been done. */
  void done(String variant, int order, double seconds) {
    ended++;
    computed++;
    computedSeconds += seconds;
    runBegan = System.nanoTime();
    line(
        variant,
        order,
        String.format(
            Locale.ROOT,
            "%d documents in %.1f s%s",
            documents,
            seconds,
            ended == runs
                ? ""
                : ", about " + time(computedSeconds / computed * (runs - ended)) + " left"));
  }

  private void line(String variant, int order, String what) {
    context
        .err()
        .println(
            (context.terminal().interactive() ? ERASE : "")
                + "run %d of %d: %s, order %d: %s".formatted(ended, runs, variant, order, what));
  }

  private static String time(double seconds) {
    long whole = Math.max(0, Math.round(seconds));
    return whole < 120
        ? whole + " s"
        : whole < 7200 ? whole / 60 + " min" : String.format(Locale.ROOT, "%.1f h", whole / 3600.0);
  }
}
