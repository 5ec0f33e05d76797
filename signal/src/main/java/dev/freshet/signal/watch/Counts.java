package dev.freshet.signal.watch;

/** Hears what becomes of points. */
public interface Counts {
  /** Hears nothing. */
  Counts NONE = what -> {};

  /** What is counted. */
  enum What {
    /** Points that went into a window. */
    POINTS,
    /** Points whose window was closed. */
    LATE,
    /** Points of a time that was there. */
    REPEATED,
    /** Points beyond the most that a window holds. */
    CROWDED,
    /** Values that were NaN or infinite. */
    NOT_FINITE,
    /** Windows that were read. */
    WINDOWS,
    /** Stretches between windows that had no point. */
    GAPS,
    /** Values of channels beyond the most of a series. */
    CHANNELS_REFUSED,
    /** Windows in which an event begins. */
    ANOMALIES,
    SHIFTS,
    /** Series that made room for others. */
    FORGOTTEN
  }

  void count(What what);
}
