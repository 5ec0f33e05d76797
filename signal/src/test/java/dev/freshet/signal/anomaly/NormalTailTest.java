package dev.freshet.signal.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalTailTest {
  /** From an arbitrary-precision library, 20 digits. */
  @ParameterizedTest
  @CsvSource({
    "0, 1.0",
    "0.1, 0.8875370839817151078",
    "0.5, 0.47950012218695346232",
    "1, 0.15729920705028513066",
    "1.5, 0.033894853524689272933",
    "1.999, 0.0046984433486294899663",
    "2.001, 0.004657109281475348028",
    "2.5, 0.00040695201744495893956",
    "3, 0.000022090496998585441373",
    "-1, 1.8427007929497148693",
    "-3, 1.9999779095030014146"
  })
  void theErrorFunctionIsRightToTheLastDigits(double x, double expected) {
    assertThat(NormalTail.erfc(x)).isCloseTo(expected, within(1e-15));
  }

  @ParameterizedTest
  @CsvSource({"5, 1.5374597944280348502e-12", "8, 1.122429717298292708e-29"})
  void farTailsKeepTheirRelativeSize(double x, double expected) {
    assertThat(NormalTail.erfc(x) / expected).isCloseTo(1, within(1e-13));
  }

  @Test
  void extremesHaveTheirLimits() {
    assertThat(NormalTail.above(Double.POSITIVE_INFINITY)).isZero();
    assertThat(NormalTail.above(Double.NEGATIVE_INFINITY)).isEqualTo(1);
    assertThat(NormalTail.above(Double.NaN)).isNaN();
  }
}
