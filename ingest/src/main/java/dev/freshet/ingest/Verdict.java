package dev.freshet.ingest;

import org.jspecify.annotations.Nullable;

/**
 * What the door decided on one record, on its way through the topology.
 *
 * @param bytes what goes on: the entry or log record where it was let in, else the dead letter; or
 *     the key of a log record
 */
@SuppressWarnings("ArrayRecordComponent") // handed to the next node, never compared
record Verdict(Way way, byte @Nullable [] bytes) {

  /** Where it goes on to. */
  enum Way {
    ADMITTED,
    KEY,
    REFUSED
  }

  static Verdict admit(byte[] bytes) {
    return new Verdict(Way.ADMITTED, bytes);
  }

  static Verdict key(byte[] bytes) {
    return new Verdict(Way.KEY, bytes);
  }

  static Verdict refuse(byte @Nullable [] bytes) {
    return new Verdict(Way.REFUSED, bytes);
  }
}
