package dev.freshet.state;

import java.util.List;

/**
 * An array as a manifest names it: everything but the bytes, which lie in its chunks.
 *
 * @param digest SHA-256 of all its bytes
 * @param chunks in order; empty for an array without elements
 */
public record ArrayEntry(
    String name,
    String group,
    String dtype,
    List<Long> shape,
    long bytes,
    String digest,
    List<Chunk> chunks) {
  public ArrayEntry {
    Valid.name("array name", name, 512);
    Valid.name("group", group, 64);
    shape = List.copyOf(shape);
    chunks = List.copyOf(chunks);
    Valid.that(Dtypes.bytes(dtype, shape) == bytes, "array '%s' has the wrong size", name);
    Valid.sha256("array digest", digest);
    Valid.that(chunks.isEmpty() == (bytes == 0), "array '%s' has no chunks for its bytes", name);
  }
}
