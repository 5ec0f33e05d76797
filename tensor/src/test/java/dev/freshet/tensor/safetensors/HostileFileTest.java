package dev.freshet.tensor.safetensors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.config.FreshetException;
import dev.freshet.tensor.CpuScope;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(CpuScope.class)
class HostileFileTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      longs = {
        Long.MIN_VALUE,
        -1,
        0,
        1,
        10_000,
        100_000_001L,
        1L << 31,
        1L << 32,
        Long.MAX_VALUE - 7,
        Long.MAX_VALUE
      })
  void aHeaderThatLiesAboutItsLengthIsFoundBeforeAnythingIsAllocated(long claimed) {
    byte[] bytes = FileBytes.withLength(claimed, "{}".getBytes(UTF_8), 16);
    long before = directBytes();

    FreshetException refusal = refused(bytes);

    assertThat(refusal).hasMessageContaining("its header claims");
    assertThat(directBytes() - before).isLessThan(4096);
  }

  private static long directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7})
  void aFileTooShortForALengthIsRefused(int bytes) {
    assertThat(refused(new byte[bytes])).hasMessageContaining("only " + bytes + " bytes");
  }

  @Test
  void aFileThatIsNotThereIsSaidToBeMissing() {
    assertThat(Refusals.of(() -> SafetensorsReader.read(folder.resolve("none"))))
        .hasMessage("there is no such file");
  }

  @Test
  void aFolderInPlaceOfAFileIsRefused() {
    Refusals.of(() -> SafetensorsReader.read(folder));
  }

  @ParameterizedTest
  @MethodSource("headers")
  void anUnsoundHeaderIsRefusedWithItsReason(String why, String header, int dataBytes) {
    assertThat(refused(FileBytes.of(header, dataBytes))).hasMessageContaining(why);
  }

  static Stream<Arguments> headers() {
    return Stream.of(
        header("not JSON", "hello", 0),
        header("not JSON", "{\"w\":", 0),
        header("not JSON", "{\"a\n\":1,\"a\n\":1}", 0),
        header("not JSON", "{" + tensor("w", "F32", "[1]", "0,4") + "," + w("0,4") + "}", 4),
        header("not JSON", "{\"w\":".repeat(50) + "1" + "}".repeat(50), 0),
        header("not a JSON object", "[]", 0),
        header("not a JSON object", "null", 0),
        header("lacks dtype", "{\"w\":{}}", 0),
        header("lacks dtype", "{\"w\":7}", 0),
        header("lacks dtype", "{\"two\\nlines\":7}", 0),
        header("lacks dtype", "{\"" + "long".repeat(1000) + "\":7}", 0),
        header("lacks dtype", "{\"w\":{\"dtype\":\"F32\",\"shape\":1,\"data_offsets\":[0,4]}}", 4),
        header("lacks dtype", "{" + w("0") + "}", 4),
        header("lacks dtype", "{" + w("0,4,8") + "}", 4),
        header("has dtype F8_E4M3", "{" + tensor("w", "F8_E4M3", "[4]", "0,4") + "}", 4),
        header("has dtype", "{" + tensor("w", "two\\nlines", "[4]", "0,4") + "}", 4),
        header("of I32, no weights", "{" + tensor("w", "I32", "[1]", "0,4") + "}", 4),
        header("its shape belies", "{" + tensor("w", "F32", "[2]", "0,4") + "}", 4),
        header("its shape belies", "{" + tensor("w", "F32", "[1]", "4,0") + "}", 4),
        header(
            "its shape belies", "{" + tensor("w", "F64", "[1152921504606846976]", "0,0") + "}", 0),
        header(
            "impossible shape",
            "{" + tensor("w", "F32", "[4294967296,4294967296]", "0,0") + "}",
            0),
        header("for a size", "{" + tensor("w", "F32", "[-1]", "0,4") + "}", 4),
        header("for a size", "{" + tensor("w", "F32", "[1.0]", "0,4") + "}", 4),
        header("for a size", "{" + tensor("w", "F32", "[\"1\"]", "0,4") + "}", 4),
        header("for a size", "{" + tensor("w", "F32", "[\"\\n\"]", "0,4") + "}", 4),
        header("for a size", "{" + tensor("w", "F32", "[9223372036854775808]", "0,4") + "}", 4),
        header("for a size", "{" + w("-4,0") + "}", 4),
        header("for a size", "{" + w("0,4e0") + "}", 4),
        header("not JSON", "{" + w("0," + "4".repeat(100)) + "}", 4),
        header(
            "overlaps another", "{" + w("0,4") + "," + tensor("u", "F32", "[1]", "2,6") + "}", 6),
        header(
            "overlaps another", "{" + w("0,4") + "," + tensor("u", "F32", "[1]", "0,4") + "}", 4),
        header("leaves a gap", "{" + w("4,8") + "}", 8),
        header("leaves a gap", "{" + w("0,4") + "," + tensor("u", "F32", "[1]", "8,12") + "}", 12),
        header("the file has 8", "{" + w("0,4") + "}", 8),
        header("the file has 3", "{" + w("0,4") + "}", 3),
        header("the file has 1", "{}", 1),
        header("axes", "{" + tensor("w", "F32", "[1" + ",1".repeat(99) + "]", "0,4") + "}", 4),
        header(
            "impossible shape",
            "{" + tensor("w", "F32", "[0,4294967296,4294967296]", "0,0") + "}",
            0),
        header("__metadata__", "{\"__metadata__\":7}", 0),
        header("__metadata__", "{\"__metadata__\":{\"step\":{}}}", 0));
  }

  private static Arguments header(String why, String header, int dataBytes) {
    return Arguments.of(why, header, dataBytes);
  }

  private static String w(String offsets) {
    return tensor("w", "F32", "[1]", offsets);
  }

  private static String tensor(String name, String dtype, String shape, String offsets) {
    return "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%s]}"
        .formatted(name, dtype, shape, offsets);
  }

  private FreshetException refused(byte[] bytes) {
    Path file = FileBytes.write(folder.resolve("hostile.safetensors"), bytes);
    return Refusals.of(() -> SafetensorsReader.read(file));
  }
}
