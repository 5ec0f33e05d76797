package dev.freshet.config;

import org.jspecify.annotations.Nullable;

/**
 * What a user is told when something cannot go on: what happened, where, and what to do about it.
 *
 * <p>Every room throws this for conditions that a user can cause or mend. Anything else is a bug
 * and stays an unchecked exception of its own.
 */
public final class FreshetException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode code;
  private final @Nullable String where;
  private final String remedy;

  /**
   * @param message one line: what happened
   * @param where the file, line, topic or key concerned; null where there is none
   * @param remedy one line: what the user can do
   */
  public FreshetException(ExitCode code, String message, @Nullable String where, String remedy) {
    this(code, message, where, remedy, null);
  }

  /** As above, keeping the cause for the log file; it is not shown to the user. */
  public FreshetException(
      ExitCode code,
      String message,
      @Nullable String where,
      String remedy,
      @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
    this.where = where;
    this.remedy = remedy;
  }

  public ExitCode code() {
    return code;
  }

  public @Nullable String where() {
    return where;
  }

  public String remedy() {
    return remedy;
  }
}
