package dev.freshet.state;

import dev.freshet.config.FaultPoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileWriter;

/**
 * Stores the arrays of one checkpoint: chunks that the store holds already are only named, the
 * others go into one new batch.
 *
 * <p>The batch is filled aside, in a file that RocksDB syncs and then takes in whole: each byte is
 * written once, memory holds one chunk, and when {@link #finish} returns the chunks are durable. A
 * chunk counts as held only if its stored bytes are still the same: a damaged one is written anew.
 */
final class ChunkWriter implements AutoCloseable {
  private final StateDb db;
  private final int chunkBytes;
  private final long batch;
  private final Map<String, Chunk> held = new HashMap<>();
  private @Nullable SstFileWriter file;
  private int count;

  /**
   * @param batch a number above that of every batch in the store
   * @param likely checkpoints that may share chunks with this one
   */
  ChunkWriter(StateDb db, int chunkBytes, long batch, List<Manifest> likely) {
    this.db = db;
    this.chunkBytes = chunkBytes;
    this.batch = batch;
    for (Manifest manifest : likely) {
      manifest.chunks().forEach(chunk -> held.put(chunk.digest(), chunk));
    }
  }

  ArrayEntry write(String group, NamedArray array) throws RocksDBException {
    ByteBuffer bytes = array.bytes();
    long size = bytes.remaining();
    MessageDigest whole = Digests.sha256();
    List<Chunk> chunks = new ArrayList<>();
    while (bytes.hasRemaining()) {
      byte[] part = new byte[Math.min(chunkBytes, bytes.remaining())];
      bytes.get(part);
      whole.update(part);
      chunks.add(store(part));
    }
    return new ArrayEntry(
        array.name(), group, array.dtype(), array.shape(), size, Digests.hex(whole), chunks);
  }

  /** Makes the new chunks durable and readable; they are orphans until a manifest names them. */
  void finish() throws RocksDBException {
    if (file != null) {
      file.finish();
      db.rocks.ingestExternalFile(db.chunks, List.of(db.aside().toString()), db.options.moveIn);
    }
  }

  private Chunk store(byte[] part) throws RocksDBException {
    String digest = Digests.of(part);
    Chunk known = held.get(digest);
    if (known != null && (known.batch() == batch || isIntact(known, part))) {
      return known;
    }
    Chunk chunk = new Chunk(digest, batch, count);
    opened().put(chunk.key(), part);
    FaultPoint.CHUNK.reached();
    count++;
    held.put(digest, chunk);
    return chunk;
  }

  private boolean isIntact(Chunk chunk, byte[] expected) {
    try {
      return Arrays.equals(db.rocks.get(db.chunks, db.options.once, chunk.key()), expected);
    } catch (RocksDBException e) {
      return false;
    }
  }

  private SstFileWriter opened() throws RocksDBException {
    if (file == null) {
      file = new SstFileWriter(db.options.env, db.options.aside);
      file.open(db.aside().toString());
    }
    return file;
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
      Files.deleteIfExists(db.aside());
    }
  }
}
