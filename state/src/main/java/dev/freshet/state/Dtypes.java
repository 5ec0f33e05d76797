package dev.freshet.state;

import java.util.List;
import java.util.Map;

/** The element types of safetensors, and the bytes that each takes. */
final class Dtypes {
  private static final Map<String, Integer> WIDTHS =
      Map.ofEntries(
          Map.entry("BOOL", 1),
          Map.entry("U8", 1),
          Map.entry("I8", 1),
          Map.entry("U16", 2),
          Map.entry("I16", 2),
          Map.entry("F16", 2),
          Map.entry("BF16", 2),
          Map.entry("U32", 4),
          Map.entry("I32", 4),
          Map.entry("F32", 4),
          Map.entry("U64", 8),
          Map.entry("I64", 8),
          Map.entry("F64", 8));

  private Dtypes() {}

  /** The size of an array; throws IllegalArgumentException for what cannot be one. */
  static long bytes(String dtype, List<Long> shape) {
    Integer width = WIDTHS.get(dtype);
    if (width == null) {
      throw new IllegalArgumentException("unknown element type '" + dtype + "'");
    }
    Valid.that(shape.size() <= 16, "an array has at most 16 dimensions");
    long bytes = width;
    for (long length : shape) {
      Valid.that(length >= 0, "a dimension is at least 0, not %d", length);
      try {
        bytes = Math.multiplyExact(bytes, length);
      } catch (ArithmeticException e) {
        throw new IllegalArgumentException("shape " + shape + " is too large", e);
      }
    }
    return bytes;
  }
}
