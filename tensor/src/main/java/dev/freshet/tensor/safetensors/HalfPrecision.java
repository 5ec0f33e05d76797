package dev.freshet.tensor.safetensors;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Conversions between float32 and the two 16-bit formats that model files use. */
final class HalfPrecision {
  private HalfPrecision() {}

  static float[] widenBf16(ByteBuffer raw) {
    float[] values = new float[raw.remaining() / 2];
    ByteBuffer little = raw.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.intBitsToFloat((little.getShort() & 0xFFFF) << 16);
    }
    return values;
  }

  static float[] widenF16(ByteBuffer raw) {
    float[] values = new float[raw.remaining() / 2];
    ByteBuffer little = raw.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < values.length; i++) {
      values[i] = fromF16(little.getShort());
    }
    return values;
  }

  /** IEEE 754 binary16 to float32, exactly. */
  static float fromF16(short half) {
    int sign = (half & 0x8000) << 16;
    int exponent = (half >>> 10) & 0x1F;
    int fraction = half & 0x3FF;
    if (exponent == 0x1F) {
      return Float.intBitsToFloat(sign | 0x7F800000 | fraction << 13);
    }
    if (exponent == 0) {
      float magnitude = fraction * 0x1.0p-24f;
      return sign == 0 ? magnitude : -magnitude;
    }
    return Float.intBitsToFloat(sign | (exponent + 112) << 23 | fraction << 13);
  }

  /** float32 to bfloat16, to the nearest, ties to even; NaN stays NaN. */
  static short toBf16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) (bits >>> 16 | 0x40);
    }
    return (short) ((bits + 0x7FFF + (bits >>> 16 & 1)) >>> 16);
  }
}
