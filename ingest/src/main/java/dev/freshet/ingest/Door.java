package dev.freshet.ingest;

import dev.freshet.config.IngestSettings;
import dev.freshet.ingest.records.Control;
import dev.freshet.ingest.records.Decoded;
import dev.freshet.ingest.records.Entry;
import dev.freshet.ingest.records.FieldMapping;
import dev.freshet.ingest.records.Inbound;
import dev.freshet.ingest.records.Lane;
import dev.freshet.ingest.records.Limits;
import dev.freshet.ingest.topic.Topics;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The check that every record passes on its way to the log. Pure: bytes in, an entry and its lane
 * out, or the reason for its refusal.
 */
final class Door {
  /** An entry that may go into the log of a lane. */
  record Admitted(String lane, Entry entry) {}

  private final Topics topics;
  private final Inbound inbound;
  private final FieldMapping mapping;

  Door(Topics topics, IngestSettings settings) {
    this.topics = topics;
    this.inbound = new Inbound(Limits.of(settings));
    this.mapping = FieldMapping.of(settings.mapping());
  }

  Decoded<Admitted> read(Origin origin, byte @Nullable [] key, byte @Nullable [] value) {
    if (origin.topic().equals(topics.control())) {
      return inLane(
          Lane.ofKey(key),
          inbound.control(value, origin.time(), origin.id()).then(Door::fromUsers));
    }
    if (origin.topic().equals(topics.documents())) {
      return inLane(
          Lane.ofKey(key), inbound.document(value, FieldMapping.NONE, origin.time(), null));
    }
    // The document first: it bounds the bytes that the lane is then read from.
    return inbound
        .document(value, mapping, origin.time(), origin.topic())
        .then(
            document ->
                inLane(
                    mapping.mapsLane() ? mapping.lane(value) : Lane.ofKey(key),
                    Decoded.good(document)));
  }

  /** What the fold runs under is logged by ingest itself: it alone knows it. */
  private static Decoded<Control> fromUsers(Control control) {
    return control instanceof Control.SettingsChange
        ? Decoded.bad(Decoded.Fault.INVALID, "settings are changed where `freshet run` reads them")
        : Decoded.good(control);
  }

  private static Decoded<Admitted> inLane(Decoded<String> lane, Decoded<? extends Entry> entry) {
    return lane.then(name -> widen(entry).then(read -> Decoded.good(new Admitted(name, read))));
  }

  private static Decoded<Entry> widen(Decoded<? extends Entry> entry) {
    Function<Entry, Decoded<Entry>> same = Decoded::good;
    return entry.then(same);
  }
}
