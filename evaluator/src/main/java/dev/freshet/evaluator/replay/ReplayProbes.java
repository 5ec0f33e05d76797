package dev.freshet.evaluator.replay;

import dev.freshet.ingest.records.Decoded;
import dev.freshet.ingest.records.Digests;
import dev.freshet.ingest.records.JsonSerde;
import dev.freshet.ingest.records.Lane;
import dev.freshet.ingest.records.Probe;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The probes of a lane's documents, as their topic holds them at the end: the last of each key
 * counts. One that cannot be read is left out, and said.
 */
public final class ReplayProbes {
  private static final JsonSerde<Probe> JSON = JsonSerde.of(Probe.class);

  private final String lane;
  private final Map<String, Probe> byId = new LinkedHashMap<>();
  private final List<String> unreadable = new ArrayList<>();
  private final Map<String, List<Probe>> byDocument = new LinkedHashMap<>();

  public ReplayProbes(String lane) {
    this.lane = lane;
  }

  /**
   * Takes in a record of their topic.
   *
   * @param place to name where it cannot be read
   */
  public void add(byte @Nullable [] key, byte @Nullable [] value, String place) {
    Decoded<String> of = Lane.ofProbeKey(key);
    if (of instanceof Decoded.Good<String> known && !known.value().equals(lane)) {
      return;
    }
    if (value == null) {
      String name = key == null ? "" : new String(key, StandardCharsets.UTF_8);
      byId.remove(name.substring(name.indexOf('/') + 1));
      return;
    }
    Decoded<Probe> read = of.then(known -> JSON.decode(value));
    if (read instanceof Decoded.Good<Probe> good) {
      byId.put(good.value().id(), good.value());
    } else {
      unreadable.add(place + ": " + ((Decoded.Bad<Probe>) read).reason());
    }
    byDocument.clear();
  }

  /** The probes of a document, in the order in which they came. */
  public List<Probe> of(String documentId) {
    if (byDocument.isEmpty()) {
      for (Probe probe : byId.values()) {
        if (probe.documentId() != null) {
          byDocument.computeIfAbsent(probe.documentId(), id -> new ArrayList<>()).add(probe);
        }
      }
    }
    return byDocument.getOrDefault(documentId, List.of());
  }

  public int size() {
    return byId.size();
  }

  /** What was left out, each with its place and the reason. */
  public List<String> unreadable() {
    return List.copyOf(unreadable);
  }

  /** SHA-256 over all of them. */
  public String digest() {
    StringBuilder all = new StringBuilder();
    byId.values().forEach(probe -> all.append(Digests.sha256(JSON.encode(probe))));
    return Digests.sha256(all.toString());
  }
}
