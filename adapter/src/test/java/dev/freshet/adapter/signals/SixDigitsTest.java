package dev.freshet.adapter.signals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.tensor.CounterRandom;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SixDigitsTest {
  private static double exactly(double number) {
    return new BigDecimal(number).round(new MathContext(6, RoundingMode.HALF_EVEN)).doubleValue();
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        0,
        1,
        -1,
        0.5,
        0.1,
        1e5,
        1e6,
        999999,
        999999.5,
        1000000.5,
        9.999995,
        9.9999949,
        0.99999999,
        1.000005,
        1000005,
        1000015,
        123456.5,
        123457.5,
        -123456.5,
        0.1234565,
        2.5e-7,
        1e22,
        1e-22,
        1e300,
        -1e300,
        1e-300,
        Double.MIN_VALUE,
        Double.MAX_VALUE
      })
  void isWhatExactArithmeticGives(double number) {
    assertThat(SixDigits.of(number)).isEqualTo(exactly(number));
  }

  @Test
  void isWhatExactArithmeticGivesForNumbersOfEverySize() {
    CounterRandom random = new CounterRandom(8, 0);
    for (int i = 0; i < 100_000; i++) {
      double number = random.nextGaussian() * Math.pow(10, random.nextInt(61) - 30);
      assertThat(SixDigits.of(number)).isEqualTo(exactly(number));
    }
  }

  @Test
  void numbersAroundHalvesGoTheRightWay() {
    CounterRandom random = new CounterRandom(9, 0);
    for (int i = 0; i < 20_000; i++) {
      double half = (100_000 + random.nextInt(900_000) + 0.5) / Math.pow(10, random.nextInt(12));
      for (double number : new double[] {Math.nextDown(half), half, Math.nextUp(half)}) {
        assertThat(SixDigits.of(number)).isEqualTo(exactly(number));
      }
    }
  }

  @Test
  void whatIsNotFiniteStays() {
    assertThat(SixDigits.of(Double.NaN)).isNaN();
    assertThat(SixDigits.of(Double.NEGATIVE_INFINITY)).isEqualTo(Double.NEGATIVE_INFINITY);
  }
}
