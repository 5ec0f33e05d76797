package dev.freshet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.config.AdapterSettings.Optimizer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueFormTest {
  @ParameterizedTest
  @ValueSource(strings = {"1e-4", "1.0e-4", "0.0001", "1E-4", ".0001", " 0.0001 ", "+1e-04"})
  void aNumberIsWrittenPlainOrWithAnExponent(String text) {
    assertThat(read(double.class, text)).isEqualTo(0.0001);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "fast",
        "NaN",
        ".nan",
        "Infinity",
        ".inf",
        "1e999",
        "1d",
        "0x1p3",
        "1,5",
        "1_0",
        "1e"
      })
  void anotherTextIsNoNumber(String text) {
    assertRefused(double.class, text);
  }

  @Test
  void aWholeNumberHasNoFractionAndFitsItsType() {
    assertThat(read(int.class, "2147483647")).isEqualTo(Integer.MAX_VALUE);
    assertThat(read(int.class, "-1")).isEqualTo(-1);
    assertThat(read(long.class, "9223372036854775807")).isEqualTo(Long.MAX_VALUE);
    for (String text : List.of("", "1.0", "1e3", "010", "0x10", "1_000", "2147483648", "\u0661")) {
      assertRefused(int.class, text);
    }
    assertRefused(long.class, "9223372036854775808");
  }

  @Test
  void aTruthValueIsTrueOrFalse() {
    assertThat(read(boolean.class, "true")).isEqualTo(true);
    assertThat(read(boolean.class, "false")).isEqualTo(false);
    for (String text : List.of("", "yes", "on", "True", "1")) {
      assertRefused(boolean.class, text);
    }
  }

  @ParameterizedTest
  @CsvSource({"200ms,PT0.2S", "5s,PT5S", "10m,PT10M", "1h,PT1H", "2d,PT48H", "0s,PT0S", "3 s,PT3S"})
  void aDurationIsANumberAndAUnit(String text, Duration expected) {
    assertThat(read(Duration.class, text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "5", "-5s", "1.5s", "5 minutes", "1w", "PT5S", "1000000000d", "1h30m"})
  void anotherTextIsNoDuration(String text) {
    assertRefused(Duration.class, text);
  }

  @ParameterizedTest
  @CsvSource({"512B,512", "64KiB,65536", "1MiB,1048576", "2GiB,2147483648", "0B,0", "1 KiB,1024"})
  void aSizeIsANumberAndABinaryUnit(String text, long bytes) {
    assertThat(read(DataSize.class, text)).isEqualTo(new DataSize(bytes));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "1MB", "1mib", "-1B", "1.5KiB", "999999999999999GiB"})
  void anotherTextIsNoSize(String text) {
    assertRefused(DataSize.class, text);
  }

  @Test
  void aChoiceIsWrittenInLowerCase() {
    assertThat(read(Optimizer.class, "adamw")).isEqualTo(Optimizer.ADAMW);
    for (String text : List.of("", "ADAM", "adagrad")) {
      assertRefused(Optimizer.class, text);
    }
    assertThat(Refusals.ofFlag("adapter.optimizer", "adagrad"))
        .hasMessage(
            "adapter.optimizer expects one of `sgd`, `momentum`, `adam`, `adamw`, `preconditioned`,"
                + " `kronecker`, not `adagrad`");
  }

  @Test
  void aTextIsTakenAsItIs() {
    assertThat(read(String.class, " a b ")).isEqualTo(" a b ");
  }

  @Test
  void aValueIsWrittenSoThatReadingGivesItBack() {
    List<Object> values =
        List.of(
            7,
            -3L,
            1e-4,
            1e4,
            true,
            Optimizer.ADAMW,
            Duration.ZERO,
            Duration.ofMillis(1500),
            Duration.ofSeconds(90),
            Duration.ofHours(36),
            Duration.ofDays(2),
            new DataSize(0),
            new DataSize(1000),
            new DataSize(3 << 20));
    for (Object value : values) {
      assertThat(
              ValueForm.of(value instanceof Enum<?> e ? e.getDeclaringClass() : primitive(value))
                  .orElseThrow()
                  .read(ValueForm.write(value)))
          .isEqualTo(value);
    }
  }

  private static Class<?> primitive(Object value) {
    if (value instanceof Integer) {
      return int.class;
    }
    if (value instanceof Long) {
      return long.class;
    }
    if (value instanceof Double) {
      return double.class;
    }
    return value instanceof Boolean ? boolean.class : value.getClass();
  }

  private static Object read(Class<?> type, String text) {
    return ValueForm.of(type).orElseThrow().read(text);
  }

  private static void assertRefused(Class<?> type, String text) {
    assertThatThrownBy(() -> read(type, text))
        .as("%s as %s", text, type)
        .isInstanceOf(IllegalArgumentException.class);
  }
}
