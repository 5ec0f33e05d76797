package dev.freshet.ingest.file;

import dev.freshet.ingest.records.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a stream, as bytes, in bounded memory: of a line above the limit only its head is
 * kept, beside the digest and size of the whole.
 *
 * <p>A line ends at \n or \r\n or at the end. A byte order mark at the start is passed over.
 */
public final class BoundedLines {
  private static final int BUFFER_BYTES = 64 << 10;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  /**
   * One line.
   *
   * @param bytes the line, or its head where {@code whole} is false
   * @param size of the whole line
   * @param digest of the whole line
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  public record Line(long number, byte[] bytes, boolean whole, long size, String digest) {
    /** Whether there is nothing but white space. */
    public boolean isBlank() {
      for (byte b : bytes) {
        if (b != ' ' && b != '\t' && b != '\r') {
          return false;
        }
      }
      return whole;
    }
  }

  private final InputStream in;
  private final int limit;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int at;
  private int end;
  private long number;

  public BoundedLines(InputStream in, int limit) {
    this.in = in;
    this.limit = limit;
  }

  /** The next line; null at the end. */
  public @Nullable Line next() throws IOException {
    if (!fill()) {
      return null;
    }
    number++;
    BoundedBytes line = new BoundedBytes(limit);
    boolean ended = false;
    while (!ended && fill()) {
      int from = at;
      while (at < end && buffer[at] != '\n') {
        at++;
      }
      line.add(buffer, from, at - from);
      ended = at < end;
      at += ended ? 1 : 0;
    }
    return line(number, line);
  }

  private boolean fill() throws IOException {
    if (at < end) {
      return true;
    }
    boolean first = end == 0;
    at = 0;
    end = in.readNBytes(buffer, 0, buffer.length);
    if (first && startsWithMark()) {
      at = BYTE_ORDER_MARK.length;
      return at < end || fill();
    }
    return end > 0;
  }

  private boolean startsWithMark() {
    for (int i = 0; i < BYTE_ORDER_MARK.length; i++) {
      if (i >= end || buffer[i] != BYTE_ORDER_MARK[i]) {
        return false;
      }
    }
    return true;
  }

  private static Line line(long number, BoundedBytes collected) {
    byte[] bytes = collected.bytes();
    if (collected.isWhole()) {
      boolean cr = bytes.length > 0 && bytes[bytes.length - 1] == '\r';
      byte[] line = cr ? Arrays.copyOf(bytes, bytes.length - 1) : bytes;
      return new Line(number, line, true, line.length, Digests.sha256(line));
    }
    return new Line(number, bytes, false, collected.size(), collected.digest());
  }
}
