package dev.freshet.signal.archive;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** Bytes of a state and back, lightly compressed: much of a young state is zero. */
public final class Archives {
  private Archives() {}

  /** The bytes of a state. */
  public static byte[] write(Archived state) {
    Writing archive = new Writing();
    state.keep(archive);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Deflater light = new Deflater(Deflater.BEST_SPEED);
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes, light)) {
      out.write(archive.bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      light.end();
    }
    return bytes.toByteArray();
  }

  /**
   * Reads a state into one that was just made.
   *
   * @throws IllegalArgumentException where the bytes are no such state
   */
  public static <S extends Archived> S read(byte[] bytes, S fresh) {
    try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(bytes))) {
      Reading archive = new Reading(in.readAllBytes());
      fresh.keep(archive);
      if (!archive.isAtEnd()) {
        throw new IllegalArgumentException("a state has bytes left over");
      }
      return fresh;
    } catch (IOException | BufferUnderflowException e) {
      throw new IllegalArgumentException("a state cannot be read", e);
    }
  }
}
