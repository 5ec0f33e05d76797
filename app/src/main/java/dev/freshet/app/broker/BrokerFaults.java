package dev.freshet.app.broker;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.nio.file.Path;
import java.util.Locale;

/** What the embedded broker can run into, as one line with a remedy. */
final class BrokerFaults {
  private BrokerFaults() {}

  static FreshetException explain(Path folder, Throwable fault) {
    String all = messages(fault).toLowerCase(Locale.ROOT);
    String where = folder.toString();
    if (all.contains("no space left") || all.contains("quota exceeded")) {
      return new FreshetException(
          ExitCode.FAILURE, "the disk is full", where, "free some space, then start again", fault);
    }
    if (all.contains("permission denied") || all.contains("accessdenied")) {
      return new FreshetException(
          ExitCode.CONFIGURATION,
          "the embedded broker may not write here",
          where,
          "check who owns the folder, or name another (--state)",
          fault);
    }
    return new FreshetException(
        ExitCode.BROKER_UNREACHABLE,
        "the embedded broker does not start: " + root(fault).getMessage(),
        where,
        "see the log file; a cluster of your own can be named with --bootstrap-server",
        fault);
  }

  private static String messages(Throwable fault) {
    StringBuilder all = new StringBuilder();
    Throwable cause = fault;
    for (int depth = 0; cause != null && depth < 20; depth++) {
      all.append(cause).append('\n');
      cause = cause.getCause();
    }
    return all.toString();
  }

  private static Throwable root(Throwable fault) {
    Throwable root = fault;
    for (int depth = 0; root.getCause() != null && depth < 20; depth++) {
      root = root.getCause();
    }
    return root;
  }
}
