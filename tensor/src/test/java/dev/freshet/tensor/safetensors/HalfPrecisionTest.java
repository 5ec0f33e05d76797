package dev.freshet.tensor.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HalfPrecisionTest {

  @Test
  void everyF16IsWidenedToTheNumberThatItsFieldsSpell() {
    float[] widened = HalfPrecision.widenF16(allSixteenBits());

    for (int bits = 0; bits < 1 << 16; bits++) {
      assertSame(widened[bits], spelled(bits, 5, 10), bits);
    }
  }

  @Test
  void everyBf16IsWidenedToTheNumberThatItsFieldsSpell() {
    float[] widened = HalfPrecision.widenBf16(allSixteenBits());

    for (int bits = 0; bits < 1 << 16; bits++) {
      assertSame(widened[bits], spelled(bits, 8, 7), bits);
    }
  }

  private static ByteBuffer allSixteenBits() {
    ByteBuffer buffer = ByteBuffer.allocate(2 << 16).order(ByteOrder.LITTLE_ENDIAN);
    for (int bits = 0; bits < 1 << 16; bits++) {
      buffer.putShort((short) bits);
    }
    return buffer.flip().order(ByteOrder.BIG_ENDIAN); // whose order must not matter
  }

  /** IEEE 754: (-1)^sign * significand * 2^exponent, straight from the definition. */
  private static double spelled(int bits, int exponentBits, int fractionBits) {
    int bias = (1 << (exponentBits - 1)) - 1;
    int exponent = (bits >> fractionBits) & ((1 << exponentBits) - 1);
    int fraction = bits & ((1 << fractionBits) - 1);
    double sign = bits >> 15 == 0 ? 1 : -1;
    if (exponent == (1 << exponentBits) - 1) {
      return fraction == 0 ? sign * Double.POSITIVE_INFINITY : Double.NaN;
    }
    return exponent == 0
        ? sign * Math.scalb((double) fraction, 1 - bias - fractionBits)
        : sign
            * Math.scalb((double) (fraction | 1 << fractionBits), exponent - bias - fractionBits);
  }

  private static void assertSame(float actual, double expected, int bits) {
    // compared as bits, so that the sign of zero counts; a NaN need only be one
    if (Double.doubleToLongBits(actual) != Double.doubleToLongBits(expected)) {
      throw new AssertionError(Integer.toHexString(bits) + ": " + actual + ", not " + expected);
    }
  }

  @Test
  void everyBf16ComesBackFromTheFloatThatItWidensTo() {
    float[] widened = HalfPrecision.widenBf16(allSixteenBits());

    for (int bits = 0; bits < 1 << 16; bits++) {
      if (!Float.isNaN(widened[bits])) {
        assertThat(HalfPrecision.toBf16(widened[bits]) & 0xFFFF).isEqualTo(bits);
      }
    }
  }

  @ParameterizedTest(name = "{0} becomes {1}: {2}")
  @CsvSource({
    "3F800000, 3F80, one",
    "3F808000, 3F80, a tie goes down to the even neighbour",
    "3F818000, 3F82, a tie goes up to the even neighbour",
    "BF808000, BF80, a negative tie likewise",
    "3F808001, 3F81, above a tie goes up",
    "3F817FFF, 3F81, below a tie goes down",
    "3FFFFFFF, 4000, a carry into the exponent",
    "7F7FFFFF, 7F80, the largest float overflows to infinity",
    "7F7F7FFF, 7F7F, the largest that does not",
    "00000001, 0000, the smallest subnormal vanishes",
    "80000001, 8000, and keeps its sign",
    "00008000, 0000, a tie at the smallest subnormal of the format goes to even zero",
    "00018000, 0002, and the next one up",
    "FF800000, FF80, minus infinity",
  })
  void floatsAreRoundedToTheNearestTiesToEven(String from, String to, String why) {
    float value = Float.intBitsToFloat(Integer.parseUnsignedInt(from, 16));

    assertThat(HalfPrecision.toBf16(value) & 0xFFFF).as(why).isEqualTo(Integer.parseInt(to, 16));
  }

  @ParameterizedTest
  @ValueSource(ints = {0x7F800001, 0x7FC00000, 0x7FFFFFFF, 0xFF800001, 0xFFFFFFFF})
  void whatIsNotANumberStaysNotANumber(int bits) {
    int rounded = HalfPrecision.toBf16(Float.intBitsToFloat(bits)) & 0xFFFF;

    assertThat(Float.intBitsToFloat(rounded << 16)).isNaN();
  }
}
