package dev.freshet.signal.archive;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Takes fields to bytes, and leaves them as they are. */
final class Writing implements Archive {
  private ByteBuffer bytes = ByteBuffer.allocate(1 << 12);

  byte[] bytes() {
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  private ByteBuffer room(int more) {
    if (bytes.remaining() < more) {
      int larger = Math.max(2 * bytes.capacity(), bytes.position() + more);
      bytes = ByteBuffer.allocate(larger).put(bytes.flip());
    }
    return bytes;
  }

  @Override
  public boolean of(boolean value) {
    room(1).put((byte) (value ? 1 : 0));
    return value;
  }

  @Override
  public int of(int value) {
    room(Integer.BYTES).putInt(value);
    return value;
  }

  @Override
  public long of(long value) {
    room(Long.BYTES).putLong(value);
    return value;
  }

  @Override
  public float of(float value) {
    room(Float.BYTES).putFloat(value);
    return value;
  }

  @Override
  public double of(double value) {
    room(Double.BYTES).putDouble(value);
    return value;
  }

  @Override
  public String of(String value) {
    byte[] text = value.getBytes(StandardCharsets.UTF_8);
    of(text.length);
    room(text.length).put(text);
    return value;
  }
}
