package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * What a user is told about a command that could not go on: one or two lines on stderr, and with
 * {@code --output json} one document on stdout.
 *
 * @param code also the exit status
 * @param remedy empty where there is nothing to do
 */
record Failure(ExitCode code, String message, @Nullable String where, String remedy) {
  private static final int LONGEST = 500;
  private static final int MOST_CAUSES = 20;

  Failure {
    message = line(message);
    where = where == null ? null : line(where);
    remedy = line(remedy);
  }

  /** Of a mistyped command line. */
  static Failure usage(String message, String remedy) {
    return new Failure(ExitCode.USAGE, message, null, remedy);
  }

  /**
   * Of whatever a command threw. What nobody foresaw is a fault of ours: its stack trace goes to a
   * log file that the message names.
   */
  static Failure of(Throwable thrown) {
    for (Throwable cause : causes(thrown)) {
      if (cause instanceof FreshetException known) {
        return new Failure(
            known.code(), String.valueOf(known.getMessage()), known.where(), known.remedy());
      }
      if (cause instanceof ConfigException refused) {
        return new Failure(
            ExitCode.CONFIGURATION,
            "a Kafka client refuses its settings: " + refused.getMessage(),
            "kafka",
            "correct it under `kafka`, or in --command-config");
      }
      if (cause instanceof OutOfMemoryError) {
        return new Failure(
            ExitCode.FAILURE,
            "out of memory: " + cause.getMessage(),
            null,
            "give the JVM more, as in FRESHET_JAVA_OPTS=-Xmx2g, or the command less");
      }
    }
    String kind = thrown.getClass().getSimpleName().replaceFirst("(Exception|Error)$", "");
    return new Failure(
        ExitCode.FAILURE,
        "internal " + kind + ": " + thrown.getMessage() + "; see " + Logs.keep(thrown),
        null,
        "");
  }

  private static List<Throwable> causes(Throwable thrown) {
    List<Throwable> causes = new ArrayList<>();
    Throwable cause = thrown;
    while (cause != null && causes.size() < MOST_CAUSES) {
      causes.add(cause);
      cause = cause.getCause();
    }
    return causes;
  }

  /** The same, with every secret of the user's settings masked. */
  Failure masked(Masking masking) {
    return new Failure(
        code,
        masking.apply(message),
        where == null ? null : masking.apply(where),
        masking.apply(remedy));
  }

  /** For stderr. */
  List<String> lines() {
    if (code == ExitCode.INTERRUPTED) {
      return List.of(message);
    }
    String first = "error: " + message + (where == null ? "" : " (" + where + ")");
    return remedy.isEmpty() ? List.of(first) : List.of(first, remedy);
  }

  /** For stdout, where JSON is wanted. */
  Map<String, Object> document() {
    Map<String, @Nullable Object> error = new LinkedHashMap<>();
    error.put("code", code.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    error.put("message", message);
    error.put("where", where);
    error.put("remedy", remedy);
    return Map.of("error", error);
  }

  private static String line(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
  }
}
