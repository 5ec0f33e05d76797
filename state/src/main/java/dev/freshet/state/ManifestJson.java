package dev.freshet.state;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of a manifest: one JSON object, its fields named as in {@link Manifest}.
 *
 * <p>Fields that this build does not know are ignored; a {@code schemaVersion} that it does not
 * know is refused.
 */
final class ManifestJson {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .addModule(
              new SimpleModule()
                  .addSerializer(Instant.class, ToStringSerializer.instance)
                  .addDeserializer(Instant.class, new InstantReader()))
          .build();

  private ManifestJson() {}

  static byte[] write(Manifest manifest) {
    return bytes(MAPPER.valueToTree(manifest));
  }

  /** Reads a manifest back and compares its content with its id. */
  static Manifest read(String id, byte[] json) {
    Manifest manifest = parse(id, json);
    if (!manifest.id().equals(id) || !idOf(manifest).equals(id)) {
      throw damaged(id, "its content does not match its id", null);
    }
    return manifest;
  }

  /** The id that a manifest's content gives: time, tags and places of chunks do not count. */
  static String idOf(Manifest manifest) {
    ObjectNode content = MAPPER.valueToTree(manifest);
    content.remove("id");
    content.remove("time");
    content.remove("tags");
    for (JsonNode array : content.get("arrays")) {
      ((ObjectNode) array).remove("chunks");
    }
    return Digests.of(bytes(content)).substring(0, 16);
  }

  private static Manifest parse(String id, byte[] json) {
    try {
      JsonNode tree = MAPPER.readTree(json);
      int version = tree.path("schemaVersion").asInt();
      if (version > Manifest.SCHEMA_VERSION) {
        throw tooNew(id, version);
      }
      Manifest manifest = MAPPER.treeToValue(tree, Manifest.class);
      if (manifest == null) {
        throw damaged(id, "its manifest is empty", null);
      }
      return manifest;
    } catch (IOException | IllegalArgumentException e) {
      throw damaged(id, "its manifest cannot be read", e);
    }
  }

  private static byte[] bytes(JsonNode tree) {
    try {
      return MAPPER.writeValueAsBytes(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a manifest is always written", e);
    }
  }

  private static FreshetException tooNew(String id, int version) {
    return new FreshetException(
        ExitCode.ARTEFACT,
        "checkpoint %s was written by a newer Freshet (schemaVersion %d, this build reads up to %d)"
            .formatted(id, version, Manifest.SCHEMA_VERSION),
        id,
        "use the Freshet that wrote it, or a newer one");
  }

  private static FreshetException damaged(String id, String how, @Nullable Throwable cause) {
    return new FreshetException(
        ExitCode.ARTEFACT,
        "checkpoint " + id + " is damaged: " + how,
        id,
        StateErrors.USE_ANOTHER_CHECKPOINT,
        cause);
  }

  private static final class InstantReader extends StdScalarDeserializer<Instant> {
    private static final long serialVersionUID = 1L;

    InstantReader() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      try {
        return Instant.parse(parser.getText());
      } catch (DateTimeParseException e) {
        throw new IOException("not an RFC 3339 time: " + parser.getText(), e);
      }
    }
  }
}
