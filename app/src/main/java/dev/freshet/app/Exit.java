package dev.freshet.app;

import dev.freshet.config.ExitCode;

/**
 * The one way out of the process.
 *
 * <p>By the time it is called the command has ended: the process's exit runs PyTorch's static
 * destructors, and they crash under a thread that is still computing.
 */
final class Exit {
  private static final long PATIENCE_MILLIS = 5_000;

  private Exit() {}

  /** Ends the process, its temporary files removed on the way; never returns. */
  static void with(ExitCode code) {
    System.out.flush();
    System.err.flush();
    Logs.close();
    haltAfterPatience(code);
    System.exit(code.status());
  }

  /** Ends the process at once, whatever still runs. */
  static void atOnce(ExitCode code) {
    Runtime.getRuntime().halt(code.status());
  }

  /** Other libraries' shutdown hooks must not keep the process. */
  private static void haltAfterPatience(ExitCode code) {
    Thread watchdog =
        new Thread(
            () -> {
              try {
                Thread.sleep(PATIENCE_MILLIS);
                atOnce(code);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "exit-watchdog");
    watchdog.setDaemon(true);
    watchdog.start();
  }
}
