package dev.freshet.state;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/** Reads arrays back, comparing the digest of every chunk and of every array. */
final class ChunkReader {
  private final StateDb db;

  ChunkReader(StateDb db) {
    this.db = db;
  }

  Checkpoint read(Manifest manifest) {
    Map<String, List<NamedArray>> groups = new LinkedHashMap<>();
    for (ArrayEntry entry : manifest.arrays()) {
      ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(entry.bytes()));
      stream(manifest, entry, bytes::put);
      groups
          .computeIfAbsent(entry.group(), group -> new ArrayList<>())
          .add(new NamedArray(entry.name(), entry.dtype(), entry.shape(), bytes.flip()));
    }
    return new Checkpoint(manifest, groups);
  }

  /** Reads one array's chunks and forgets them: throws where they are not what was written. */
  void check(Manifest manifest, ArrayEntry entry) {
    stream(manifest, entry, part -> {});
  }

  private void stream(Manifest manifest, ArrayEntry entry, Consumer<byte[]> parts) {
    MessageDigest whole = Digests.sha256();
    long left = entry.bytes();
    for (Chunk chunk : entry.chunks()) {
      byte[] part = part(manifest, entry, chunk);
      left -= part.length;
      if (left < 0) {
        break;
      }
      whole.update(part);
      parts.accept(part);
    }
    if (left != 0 || !Digests.hex(whole).equals(entry.digest())) {
      throw damaged(manifest, entry, "its chunks do not give the array", null);
    }
  }

  private byte[] part(Manifest manifest, ArrayEntry entry, Chunk chunk) {
    byte[] part;
    try {
      part = db.rocks.get(db.chunks, db.options.once, chunk.key());
    } catch (RocksDBException e) {
      throw damaged(manifest, entry, "chunk " + place(chunk) + " cannot be read", e);
    }
    if (part == null) {
      throw damaged(manifest, entry, "chunk " + place(chunk) + " is missing", null);
    }
    if (!Digests.of(part).equals(chunk.digest())) {
      throw damaged(manifest, entry, "chunk " + place(chunk) + " has other bytes", null);
    }
    return part;
  }

  private static String place(Chunk chunk) {
    return chunk.batch() + "." + chunk.index();
  }

  private FreshetException damaged(
      Manifest manifest, ArrayEntry entry, String how, @Nullable Throwable cause) {
    return new FreshetException(
        ExitCode.ARTEFACT,
        "checkpoint %s is damaged: array '%s': %s".formatted(manifest.id(), entry.name(), how),
        db.folder.toString(),
        StateErrors.USE_ANOTHER_CHECKPOINT,
        cause);
  }
}
