package dev.freshet.app;

import dev.freshet.evaluator.UptakeTable;
import java.util.Locale;

/** A demo while it runs: one line that is drawn over, or a line now and then without a terminal. */
final class DemoView implements AutoCloseable {
  private static final long DRAWN_NANOS = 200_000_000L;
  private static final long PRINTED_NANOS = 10_000_000_000L;
  private static final String ERASE = "\r\u001b[K";

  private final CommandContext context;
  private final long documents;
  private long last = System.nanoTime();
  private boolean drawn;

  DemoView(CommandContext context, long documents) {
    this.context = context;
    this.documents = documents;
  }

  /** Says what is being done now. */
  void stage(String what) {
    write(what, !context.terminal().interactive());
  }

  /** Shows how far it is, unless that was shown a moment ago. */
  void show(LearnMeter.Reading learned, DemoLedger ledger) {
    long now = System.nanoTime();
    boolean interactive = context.terminal().interactive();
    if (now - last < (interactive ? DRAWN_NANOS : PRINTED_NANOS)) {
      return;
    }
    last = now;
    write(status(learned, ledger), !interactive);
  }

  private String status(LearnMeter.Reading learned, DemoLedger ledger) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "documents %d of %d  %.0f tokens/s",
            learned.documents(),
            documents,
            learned.tokensPerSecond()));
    if (!Double.isNaN(learned.smoothedLoss())) {
      text.append(String.format(Locale.ROOT, "  loss %.2f", learned.smoothedLoss()));
    }
    UptakeTable.Line uptake = ledger.table().overall();
    Double gain = uptake.nllGain();
    if (gain != null) {
      text.append(
          String.format(Locale.ROOT, "  uptake %+.2f nats (%d questions)", gain, uptake.probes()));
    }
    return text.append("  lag ").append(ledger.underway()).toString();
  }

  private void write(String text, boolean wholeLine) {
    if (wholeLine) {
      context.err().println(text);
      return;
    }
    int room = context.terminal().columns() - 1;
    context.err().print(ERASE + (text.length() <= room ? text : text.substring(0, room)));
    context.err().flush();
    drawn = true;
  }

  @Override
  public void close() {
    if (drawn) {
      context.err().print(ERASE);
      context.err().flush();
    }
  }
}
