package dev.freshet.ingest.source;

import dev.freshet.ingest.records.Decoded;
import dev.freshet.ingest.records.Digests;

/** Making bad items: the reason gets the place, so that a dead letter names it. */
final class BadItems {
  private BadItems() {}

  static Item.Bad of(Decoded.Bad<?> why, byte[] raw, String where) {
    return of(why, raw, Digests.sha256(raw), raw.length, where);
  }

  static Item.Bad of(Decoded.Bad<?> why, byte[] raw, String digest, long size, String where) {
    Decoded.Bad<?> placed = new Decoded.Bad<>(why.fault(), why.reason() + " (" + where + ")");
    return new Item.Bad(placed, raw, digest, size, where);
  }
}
