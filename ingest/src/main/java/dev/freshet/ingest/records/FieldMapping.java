package dev.freshet.ingest.records;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where a document's fields lie in somebody else's JSON.
 *
 * <p>A path reaches into objects by dots: {@code body.plain}. A field without a path keeps its own
 * name. Ids, topics and times that are numbers in their JSON become strings; a time that is a
 * number counts milliseconds since 1970.
 */
public final class FieldMapping {
  /** For JSON that is ours already. */
  public static final FieldMapping NONE = new FieldMapping(new TreeMap<>());

  private static final List<String> FIELDS =
      List.of("id", "topic", "time", "text", "title", "source");
  private static final String LANE = "lane";

  private final Map<String, String> paths;

  private FieldMapping(Map<String, String> paths) {
    this.paths = paths;
  }

  /**
   * A mapping as the settings give it: our field to their path.
   *
   * <p>{@code lane} may be mapped too: the field at its path then names the lane in place of the
   * record's key, and an empty path sends everything to {@code main}. That is for topics whose keys
   * are something else.
   */
  public static FieldMapping of(Map<String, String> paths) {
    for (var path : paths.entrySet()) {
      Require.that(
          FIELDS.contains(path.getKey()) || path.getKey().equals(LANE),
          "`" + path.getKey() + "` is none of " + String.join(", ", FIELDS) + ", " + LANE);
      Require.that(
          path.getKey().equals(LANE) || !path.getValue().isBlank(),
          "the path of `" + path.getKey() + "` is blank");
    }
    return new FieldMapping(new TreeMap<>(paths));
  }

  ObjectNode apply(ObjectNode theirs) {
    if (this == NONE) {
      return theirs;
    }
    ObjectNode ours = Json.MAPPER.createObjectNode();
    for (String field : FIELDS) {
      JsonNode value = at(theirs, paths.getOrDefault(field, field));
      if (value != null) {
        ours.set(field, value);
      }
    }
    soften(ours);
    return ours;
  }

  /** Whether the lane is not the key's to name. */
  public boolean mapsLane() {
    return paths.containsKey(LANE);
  }

  /** The lane that a record's own field names. */
  public Decoded<String> lane(byte @Nullable [] bytes) {
    String path = paths.getOrDefault(LANE, "");
    if (path.isBlank()) {
      return Decoded.good(Lane.MAIN);
    }
    return Json.read(bytes)
        .then(
            tree -> {
              JsonNode value = at(tree, path);
              return Lane.ofKey(value == null ? null : Lane.key(value.asText()));
            });
  }

  private static @Nullable JsonNode at(ObjectNode tree, String path) {
    JsonNode whole = tree.get(path);
    JsonNode node =
        whole != null ? whole : tree.at("/" + path.replace("/", "~1").replace('.', '/'));
    return node.isNull() || node.isMissingNode() ? null : node;
  }

  private static void soften(ObjectNode ours) {
    JsonNode time = ours.get("time");
    if (time != null && time.isIntegralNumber() && time.canConvertToLong()) {
      ours.put("time", Instant.ofEpochMilli(time.longValue()).toString());
    }
    for (String field : List.of("id", "topic")) {
      JsonNode value = ours.get(field);
      if (value != null && value.isIntegralNumber()) {
        ours.put(field, value.asText());
      }
    }
  }
}
