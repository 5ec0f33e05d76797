package dev.freshet.signal.archive;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Gives fields what was written of them. */
final class Reading implements Archive {
  private final ByteBuffer bytes;

  Reading(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes);
  }

  boolean isAtEnd() {
    return !bytes.hasRemaining();
  }

  @Override
  public boolean of(boolean value) {
    return bytes.get() != 0;
  }

  @Override
  public int of(int value) {
    return bytes.getInt();
  }

  @Override
  public long of(long value) {
    return bytes.getLong();
  }

  @Override
  public float of(float value) {
    return bytes.getFloat();
  }

  @Override
  public double of(double value) {
    return bytes.getDouble();
  }

  @Override
  public String of(String value) {
    byte[] text = new byte[bytes.getInt()];
    bytes.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }
}
