package dev.freshet.app.doctor;

/**
 * What was found about one thing.
 *
 * @param remedy what to do about it; empty where it is well
 */
public record Finding(String name, Level level, String message, String remedy) {
  /** How well it is. */
  public enum Level {
    OK,
    /** Works, but not as well as it could. */
    WARN,
    FAIL
  }

  static Finding ok(String name, String message) {
    return new Finding(name, Level.OK, message, "");
  }

  static Finding warn(String name, String message, String remedy) {
    return new Finding(name, Level.WARN, message, remedy);
  }

  static Finding fail(String name, String message, String remedy) {
    return new Finding(name, Level.FAIL, message, remedy);
  }
}
