package dev.freshet.state;

import java.nio.ByteBuffer;

/**
 * A piece of an array: named by what it holds, with the place where this store keeps it.
 *
 * @param digest SHA-256 of its bytes
 * @param batch the batch that it was written with, from 1
 * @param index its number within the batch, from 0
 */
public record Chunk(String digest, long batch, int index) {
  public Chunk {
    Valid.sha256("chunk digest", digest);
    Valid.that(batch >= 1 && index >= 0, "a chunk lies in batch 1 or later, at 0 or later");
  }

  /** Its key in RocksDB: batches in order, and in each the chunks in order. */
  byte[] key() {
    return key(batch, index);
  }

  static byte[] key(long batch, int index) {
    return ByteBuffer.allocate(12).putLong(batch).putInt(index).array();
  }

  static long batchOf(byte[] key) {
    return ByteBuffer.wrap(key).getLong();
  }
}
