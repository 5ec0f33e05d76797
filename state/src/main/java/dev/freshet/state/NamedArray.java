package dev.freshet.state;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * An array as it is stored: a name, an element type, a shape and its little-endian bytes.
 *
 * @param name unique within its group, 1 to 512 characters
 * @param dtype the element type in safetensors' spelling, such as {@code F32} or {@code I64}
 * @param shape rows first; empty for a scalar
 * @param bytes read-only, at most 2 GiB; each call of the accessor gives a view of its own, at
 *     position 0. The caller of the constructor must not change them afterwards.
 */
public record NamedArray(String name, String dtype, List<Long> shape, ByteBuffer bytes) {
  public NamedArray {
    shape = List.copyOf(shape);
    Valid.name("array name", name, 512);
    Valid.that(
        Dtypes.bytes(dtype, shape) == bytes.remaining(),
        "array '%s' holds %d bytes, not the %d of %s%s",
        name,
        bytes.remaining(),
        Dtypes.bytes(dtype, shape),
        dtype,
        shape);
    bytes = bytes.slice().asReadOnlyBuffer();
  }

  /** An array from the remaining bytes of a buffer. */
  public static NamedArray of(String name, String dtype, long[] shape, ByteBuffer bytes) {
    return new NamedArray(name, dtype, Arrays.stream(shape).boxed().toList(), bytes);
  }

  @Override
  public ByteBuffer bytes() {
    return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public String toString() {
    return name + " " + dtype + shape;
  }
}
