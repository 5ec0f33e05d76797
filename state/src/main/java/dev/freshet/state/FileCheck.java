package dev.freshet.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.rocksdb.LiveFileMetaData;

/**
 * Compares a whole file with what RocksDB noted when it wrote it: its size and its CRC-32C.
 *
 * <p>RocksDB's files never change once written, so each bit counts, whether a record uses it or
 * not. A CRC finds every single flipped bit, and every burst of up to 32.
 */
final class FileCheck {
  private static final int BUFFER_BYTES_MAX = 1 << 20;

  private FileCheck() {}

  /** What is wrong with a file, in a few words; null where nothing is. */
  static @Nullable String fault(StateDb db, LiveFileMetaData file) {
    byte[] noted = file.fileChecksum();
    if (noted == null || noted.length != Integer.BYTES) {
      return "no checksum was noted when it was written";
    }
    try (FileChannel channel = FileChannel.open(db.path(file))) {
      if (channel.size() != file.size()) {
        return "is %d bytes long instead of %d".formatted(channel.size(), file.size());
      }
      return crc(channel) == ByteBuffer.wrap(noted).getInt() ? null : "does not match its checksum";
    } catch (NoSuchFileException e) {
      return "is missing";
    } catch (IOException e) {
      return "cannot be read: " + e.getMessage();
    }
  }

  private static int crc(FileChannel channel) throws IOException {
    CRC32C crc = new CRC32C();
    int size = (int) Math.min(channel.size() + 1, BUFFER_BYTES_MAX);
    ByteBuffer buffer = ByteBuffer.allocate(size);
    while (channel.read(buffer) >= 0) {
      crc.update(buffer.flip());
      buffer.clear();
    }
    return (int) crc.getValue();
  }
}
