package dev.freshet.ingest.records;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import dev.freshet.ingest.records.Decoded.Fault;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One dialect of JSON for every topic and file.
 *
 * <p>Strict in form: one object, no key twice, at most {@value #MAX_NESTING} levels, nothing after
 * it, no number where a string belongs. Lenient in content: unknown fields are passed over, so that
 * older readers live with newer writers. Absent and null mean the same; null is not written.
 */
public final class Json {
  /** Levels of nesting that are read. */
  public static final int MAX_NESTING = 32;

  /** Longer than any input limit: the limits are checked on bytes, before parsing. */
  private static final int MAX_STRING_LENGTH = 128 << 20;

  /** Safe for every thread. */
  public static final ObjectMapper MAPPER = mapper();

  private Json() {}

  /** The factory of parsers for streams of JSON that do not fit one record. */
  public static JsonFactory factory() {
    return JsonFactory.builder()
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MAX_NESTING)
                .maxStringLength(MAX_STRING_LENGTH)
                .build())
        .build();
  }

  /** Reads one object from UTF-8. */
  public static Decoded<ObjectNode> read(byte @Nullable [] bytes) {
    if (bytes == null || bytes.length == 0) {
      return Decoded.bad(Fault.EMPTY, "no bytes");
    }
    return Utf8.decode(bytes).then(Json::parse);
  }

  /** Reads one record out of an object. */
  public static <T> Decoded<T> bind(ObjectNode tree, Class<T> type) {
    return attempt(() -> MAPPER.treeToValue(tree, type));
  }

  /** Writes UTF-8. Our own records always can be written. */
  public static byte[] bytes(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + value.getClass().getName(), e);
    }
  }

  /** Something that reads a value out of JSON. */
  @FunctionalInterface
  interface Reading<T> {
    T read() throws JsonProcessingException;
  }

  /** Turns what reading can throw into a value. */
  static <T> Decoded<T> attempt(Reading<T> reading) {
    try {
      return Decoded.good(reading.read());
    } catch (JsonMappingException e) {
      return Decoded.bad(Fault.INVALID, explain(e));
    } catch (JsonProcessingException e) {
      return Decoded.bad(Fault.INVALID, located(e));
    } catch (IllegalArgumentException e) {
      return Decoded.bad(Fault.INVALID, String.valueOf(e.getMessage()));
    }
  }

  private static Decoded<ObjectNode> parse(String text) {
    return tree(text)
        .then(
            node ->
                node instanceof ObjectNode object
                    ? Decoded.good(object)
                    : Decoded.bad(
                        Fault.NOT_JSON,
                        node.isMissingNode() ? "nothing but white space" : "not a JSON object"));
  }

  private static Decoded<JsonNode> tree(String text) {
    try {
      return Decoded.good(MAPPER.readTree(text));
    } catch (JsonProcessingException e) {
      return Decoded.bad(Fault.NOT_JSON, "not JSON: " + located(e));
    }
  }

  private static String located(JsonProcessingException e) {
    var place = e.getLocation();
    String message = e.getOriginalMessage();
    return place == null
        ? message
        : message + " at " + place.getLineNr() + ":" + place.getColumnNr();
  }

  private static String explain(JsonMappingException e) {
    if (e instanceof ValueInstantiationException && e.getCause() instanceof Exception cause) {
      return cause instanceof JsonMappingException inner
          ? explain(inner)
          : String.valueOf(cause.getMessage());
    }
    String field =
        e.getPath().stream()
            .map(step -> step.getFieldName() == null ? "[]" : step.getFieldName())
            .collect(Collectors.joining("."));
    if (e instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
      return "`" + field + "` is not " + named(mismatch.getTargetType());
    }
    return "`" + field + "`: " + e.getOriginalMessage();
  }

  private static String named(Class<?> type) {
    if (type == String.class) {
      return "a string";
    }
    if (type == Instant.class) {
      return "an RFC 3339 time, such as 2026-01-31T12:00:00Z";
    }
    if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
      return "a number";
    }
    if (type.isEnum()) {
      return "one of "
          + Arrays.stream(type.getEnumConstants())
              .map(constant -> MAPPER.convertValue(constant, String.class))
              .collect(Collectors.joining(", "));
    }
    return Iterable.class.isAssignableFrom(type) ? "a list" : "an object";
  }

  private static ObjectMapper mapper() {
    ObjectMapper mapper =
        JsonMapper.builder(factory())
            .addModule(Times.module())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .defaultPropertyInclusion(
                JsonInclude.Value.construct(
                    JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .build();
    for (CoercionInputShape shape :
        new CoercionInputShape[] {
          CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean
        }) {
      mapper.coercionConfigFor(LogicalType.Textual).setCoercion(shape, CoercionAction.Fail);
    }
    return mapper;
  }
}
