package dev.freshet.config;

/** How the command ends, and the `code` of its error document. Scripts rely on the numbers. */
public enum ExitCode {
  OK(0),
  /** Also a check that did not hold, such as a replay that is not reproduced. */
  FAILURE(1),
  USAGE(2),
  CONFIGURATION(3),
  BROKER_UNREACHABLE(4),
  /** A model, checkpoint or stream file that is corrupt or missing. */
  ARTEFACT(5),
  DIVERGED(6),
  /** Stopped by a signal, after a clean commit. */
  INTERRUPTED(130);

  private final int status;

  ExitCode(int status) {
    this.status = status;
  }

  /** The process's exit status. */
  public int status() {
    return status;
  }
}
