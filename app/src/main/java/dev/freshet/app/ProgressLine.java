package dev.freshet.app;

import java.util.Locale;

/**
 * One line on stderr that is drawn over as work goes on, and is gone when it ends. Where no
 * terminal is watched, nothing is written.
 */
final class ProgressLine implements AutoCloseable {
  private static final String ERASE = "\r\u001b[K";

  private final CommandContext context;
  private final long everyNanos;
  private long last = System.nanoTime();
  private boolean drawn;

  ProgressLine(CommandContext context, long everyNanos) {
    this.context = context;
    this.everyNanos = everyNanos;
  }

  /** Shows how far a count has come, unless that was done a moment ago. */
  void show(String form, long done, long of) {
    long now = System.nanoTime();
    if (!context.terminal().interactive() || now - last < everyNanos) {
      return;
    }
    last = now;
    drawn = true;
    String text = String.format(Locale.ROOT, form, done, of);
    int room = context.terminal().columns() - 1;
    context.err().print(ERASE + (text.length() <= room ? text : text.substring(0, room)));
    context.err().flush();
  }

  @Override
  public void close() {
    if (drawn) {
      context.err().print(ERASE);
      context.err().flush();
    }
  }
}
