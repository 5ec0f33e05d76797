package dev.freshet.ingest;

import org.jspecify.annotations.Nullable;

/**
 * What the door decided on one record, on its way through the topology.
 *
 * @param bytes what goes on: the entry or log record where it was let in, else the dead letter
 */
@SuppressWarnings("ArrayRecordComponent") // handed to the next node, never compared
record Verdict(boolean admitted, byte @Nullable [] bytes) {

  static Verdict admit(byte[] bytes) {
    return new Verdict(true, bytes);
  }

  static Verdict refuse(byte @Nullable [] bytes) {
    return new Verdict(false, bytes);
  }
}
