package dev.freshet.app;

import java.util.Map;

/**
 * What stands at the other end of an output.
 *
 * @param interactive whether a person watches it, so that a line may be drawn over
 * @param color whether colours are welcome there
 * @param columns its width
 */
record Terminal(boolean interactive, boolean color, int columns) {
  private static final int USUAL_COLUMNS = 80;

  /** A file or a pipe. */
  static final Terminal NONE = new Terminal(false, false, USUAL_COLUMNS);

  /**
   * As the launcher found it: Java itself cannot tell whether one of its outputs is a terminal.
   *
   * @param property in which the launcher says so
   */
  static Terminal ofProcess(Map<String, String> environment, String property) {
    boolean interactive = Boolean.getBoolean(property) && !"dumb".equals(environment.get("TERM"));
    boolean color = interactive && environment.getOrDefault("NO_COLOR", "").isEmpty();
    int columns = Integer.getInteger("freshet.terminal.columns", USUAL_COLUMNS);
    return new Terminal(interactive, color, Math.max(20, columns));
  }
}
