package dev.freshet.app;

import dev.freshet.adapter.FoldListener;
import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.Adaptation.Decision;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that forgets a document and halts, as a power cut would, once the tombstone of its key
 * is on the broker and before the transaction that it belongs to is committed.
 */
final class HaltingForget {
  private static final long SENT_NANOS = 2_000_000_000L;

  private HaltingForget() {}

  /** State folder, settings. */
  public static void main(String[] arguments) throws InterruptedException {
    FoldListener halting =
        new FoldListener() {
          @Override
          public void reported(Adaptation adaptation) {
            if (adaptation.decision() == Decision.ROLLED_BACK) {
              LockSupport.parkNanos(SENT_NANOS);
              Runtime.getRuntime().halt(HaltedChild.HALTED);
            }
          }
        };
    try (Opened opened =
        Opened.on(
            Path.of(arguments[0]),
            Arrays.asList(arguments).subList(1, arguments.length),
            halting)) {
      Thread.sleep(180_000);
      opened.pipeline().check();
    }
  }
}
