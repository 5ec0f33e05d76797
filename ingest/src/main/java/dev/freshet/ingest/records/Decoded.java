package dev.freshet.ingest.records;

import java.util.function.Function;

/** The outcome of reading bytes: the value, or why there is none. Reading never throws. */
public sealed interface Decoded<T> {

  /** A value that passed every check. */
  record Good<T>(T value) implements Decoded<T> {}

  /**
   * No value.
   *
   * @param reason one line for people; holds no more than 500 characters
   */
  record Bad<T>(Fault fault, String reason) implements Decoded<T> {
    private static final int MAX_REASON_LENGTH = 500;

    public Bad {
      reason = Require.oneLine(reason, MAX_REASON_LENGTH);
    }

    /** The same outcome, where another type was to be read. */
    public <U> Bad<U> as() {
      return new Bad<>(fault, reason);
    }
  }

  /** What kind of thing is wrong; dead letters carry it so that they can be counted by kind. */
  enum Fault {
    /** There are no bytes. */
    EMPTY,
    /** More bytes than a record may have. */
    TOO_LARGE,
    /** Not well-formed UTF-8. */
    NOT_UTF8,
    /** Not one JSON object: truncated, trailing garbage, a key twice, nested too deep. */
    NOT_JSON,
    /** JSON, but not the record: a field is missing, has another type or breaks a rule. */
    INVALID,
    /** The key names no lane, or the lane cannot be taken in. */
    LANE
  }

  static <T> Decoded<T> good(T value) {
    return new Good<>(value);
  }

  static <T> Decoded<T> bad(Fault fault, String reason) {
    return new Bad<>(fault, reason);
  }

  /** Goes on with the value where there is one. */
  default <U> Decoded<U> then(Function<? super T, Decoded<U>> next) {
    if (this instanceof Good<T> good) {
      return next.apply(good.value());
    }
    return ((Bad<T>) this).as();
  }

  /** The value; where there is none, IllegalArgumentException with the reason. */
  default T orThrow() {
    if (this instanceof Good<T> good) {
      return good.value();
    }
    throw new IllegalArgumentException(((Bad<T>) this).reason());
  }
}
