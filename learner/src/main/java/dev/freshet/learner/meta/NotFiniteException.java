package dev.freshet.learner.meta;

/** A derivative or a loss was not finite; the episode teaches nothing and is passed over. */
final class NotFiniteException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotFiniteException(String message) {
    super(message);
  }
}
