package dev.freshet.tensor.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of a safetensors file, checked: known dtypes, sizes that fit the shapes, ranges that
 * cover the data without gap or overlap.
 *
 * @param entries by name, in the order of their bytes
 * @param metadata the free {@code __metadata__} strings
 */
record SafetensorsHeader(Map<String, Entry> entries, Map<String, String> metadata) {
  /** What the format's own library refuses beyond. */
  static final long MAX_HEADER_BYTES = 100_000_000;

  private static final int MAX_AXES = 8;
  private static final int LONGEST_SHOWN = 80;

  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(8)
                          .maxStringLength(1 << 20)
                          .maxNumberLength(20)
                          .build())
                  .build())
          .build();

  /**
   * One tensor of the file.
   *
   * @param dtype as the format spells it
   * @param begin offset of the first byte, from the end of the header
   * @param end offset after the last byte
   */
  record Entry(String dtype, long[] shape, long begin, long end) {
    long bytes() {
      return end - begin;
    }
  }

  /**
   * Reads a header.
   *
   * @param dataBytes how many bytes follow it in the file
   * @throws InvalidHeaderException naming what is wrong
   */
  static SafetensorsHeader parse(byte[] json, long dataBytes) throws InvalidHeaderException {
    JsonNode root;
    try {
      root = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new InvalidHeaderException("its header is not JSON: " + shown(e.getOriginalMessage()));
    } catch (java.io.IOException e) {
      throw new InvalidHeaderException("its header is not JSON");
    }
    if (root == null || !root.isObject()) {
      throw new InvalidHeaderException("its header is not a JSON object");
    }
    Map<String, Entry> entries = new LinkedHashMap<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      if (field.getKey().equals("__metadata__")) {
        readMetadata(field.getValue(), metadata);
      } else {
        entries.put(field.getKey(), entry(shown(field.getKey()), field.getValue()));
      }
    }
    return new SafetensorsHeader(inByteOrder(entries, dataBytes), metadata);
  }

  private static void readMetadata(JsonNode node, Map<String, String> metadata)
      throws InvalidHeaderException {
    if (!node.isObject()) {
      throw new InvalidHeaderException("its __metadata__ is not a JSON object");
    }
    for (Map.Entry<String, JsonNode> item : node.properties()) {
      if (!item.getValue().isTextual()) {
        throw new InvalidHeaderException("its __metadata__ holds more than strings");
      }
      metadata.put(item.getKey(), item.getValue().asText());
    }
  }

  /** Text from a file, made fit for one line of a message. */
  static String shown(String text) {
    String clipped = text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
    return clipped.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]", "\uFFFD");
  }

  private static Entry entry(String name, JsonNode node) throws InvalidHeaderException {
    String dtype = node.path("dtype").asText("");
    JsonNode shapeNode = node.path("shape");
    JsonNode offsets = node.path("data_offsets");
    if (dtype.isEmpty() || !shapeNode.isArray() || !offsets.isArray() || offsets.size() != 2) {
      throw new InvalidHeaderException(
          "tensor " + name + " lacks dtype, shape or two data_offsets");
    }
    int width = widthOf(name, dtype);
    long[] shape = shape(name, shapeNode);
    long count = Arrays.stream(shape).reduce(1, (product, extent) -> product * extent);
    long begin = wholeNumber(name, offsets.get(0));
    long end = wholeNumber(name, offsets.get(1));
    if (end < begin || count > Long.MAX_VALUE / width || end - begin != count * width) {
      throw new InvalidHeaderException(
          "tensor " + name + " claims bytes " + begin + " to " + end + ", which its shape belies");
    }
    return new Entry(dtype, shape, begin, end);
  }

  /** Extents whose product is a long, even where those that are 0 are left out (as strides do). */
  private static long[] shape(String name, JsonNode node) throws InvalidHeaderException {
    if (node.size() > MAX_AXES) {
      throw new InvalidHeaderException("tensor " + name + " has " + node.size() + " axes");
    }
    long[] shape = new long[node.size()];
    long span = 1;
    for (int i = 0; i < shape.length; i++) {
      shape[i] = wholeNumber(name, node.get(i));
      try {
        span = Math.multiplyExact(span, Math.max(1, shape[i]));
      } catch (ArithmeticException e) {
        throw new InvalidHeaderException("tensor " + name + " has an impossible shape");
      }
    }
    return shape;
  }

  private static int widthOf(String name, String dtype) throws InvalidHeaderException {
    return switch (dtype) {
      case "F64", "I64", "U64" -> 8;
      case "F32", "I32", "U32" -> 4;
      case "F16", "BF16", "I16", "U16" -> 2;
      case "I8", "U8", "BOOL" -> 1;
      default -> throw new InvalidHeaderException("tensor " + name + " has dtype " + shown(dtype));
    };
  }

  private static long wholeNumber(String name, JsonNode node) throws InvalidHeaderException {
    if (!node.isIntegralNumber() || !node.canConvertToLong() || node.asLong() < 0) {
      throw new InvalidHeaderException(
          "tensor " + name + " has " + shown(node.toString()) + " for a size");
    }
    return node.asLong();
  }

  private static Map<String, Entry> inByteOrder(Map<String, Entry> entries, long dataBytes)
      throws InvalidHeaderException {
    List<Map.Entry<String, Entry>> sorted = new ArrayList<>(entries.entrySet());
    sorted.sort(
        Comparator.comparingLong((Map.Entry<String, Entry> e) -> e.getValue().begin())
            .thenComparingLong(e -> e.getValue().end()));
    Map<String, Entry> ordered = new LinkedHashMap<>();
    long position = 0;
    for (Map.Entry<String, Entry> entry : sorted) {
      if (entry.getValue().begin() != position) {
        throw new InvalidHeaderException(
            "tensor " + shown(entry.getKey()) + " overlaps another or leaves a gap");
      }
      position = entry.getValue().end();
      ordered.put(entry.getKey(), entry.getValue());
    }
    if (position != dataBytes) {
      throw new InvalidHeaderException(
          "its tensors take " + position + " bytes, the file has " + dataBytes);
    }
    return ordered;
  }

  /** What is wrong with a header, as the rest of a sentence that begins with the file. */
  static final class InvalidHeaderException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidHeaderException(String message) {
      super(message);
    }
  }
}
