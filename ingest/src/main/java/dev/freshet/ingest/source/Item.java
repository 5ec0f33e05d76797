package dev.freshet.ingest.source;

import dev.freshet.ingest.records.Decoded;
import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.records.Probe;
import dev.freshet.ingest.records.Signal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a source gives: something good, or something bad that it could pass over. */
public sealed interface Item {

  /** The place, for people: {@code file:line} or {@code file:line:column}. */
  String where();

  /** A document with the probes that ask for it; or probes alone. */
  record Read(@Nullable Document document, List<Probe> probes, String where) implements Item {
    public Read {
      probes = List.copyOf(probes);
      if (document == null && probes.isEmpty()) {
        throw new IllegalArgumentException("an item holds something");
      }
    }
  }

  /** A point of a signal. */
  record Point(Signal signal, String where) implements Item {}

  /**
   * What could not be taken; the source goes on after it.
   *
   * @param raw its bytes, or the first 64 KiB of them where it is above the input limit
   * @param digest of all its bytes
   * @param size of all its bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  record Bad(Decoded.Bad<?> why, byte[] raw, String digest, long size, String where)
      implements Item {}
}
