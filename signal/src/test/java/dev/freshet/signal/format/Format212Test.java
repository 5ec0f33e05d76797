package dev.freshet.signal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.config.FreshetException;
import dev.freshet.signal.nab.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

class Format212Test {
  @Test
  void twoSamplesOfTwelveBitsLieInThreeBytes() {
    // 0x3E3 = 995 and 0x3F3 = 1011, the first point of MIT-BIH record 100.
    assertThat(Format212.decode(new byte[] {(byte) 0xE3, 0x33, (byte) 0xF3}))
        .containsExactly(995, 1011);
    assertThat(Format212.decode(new byte[] {(byte) 0xFF, 0x7F, 0x00}))
        .as("0xFFF is -1, 0x700 is 1792")
        .containsExactly(-1, 1792);
    assertThat(Format212.decode(new byte[] {0x00, (byte) 0x88, 0x01}))
        .as("0x800 and 0x801")
        .containsExactly(-2048, -2047);
  }

  @Test
  void aCutFileIsNamed(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("cut.dat"), new byte[7]);

    assertThatThrownBy(() -> Format212.read(file, 2))
        .isInstanceOfSatisfying(
            FreshetException.class, e -> assertThat(e.where()).endsWith("cut.dat"));
  }

  @Test
  @EnabledIf("dev.freshet.signal.nab.SharedData#isThere")
  void theHeadersChecksumsHold() {
    double[][] rows = Format212.read(SharedData.ECG, 2);

    assertThat(rows).hasNumberOfRows(650_000);
    assertThat(rows[0]).containsExactly(995, 1011);
    assertThat(checksum(rows, 0)).isEqualTo((short) -22131);
    assertThat(checksum(rows, 1)).isEqualTo((short) 20052);
  }

  private static short checksum(double[][] rows, int channel) {
    short sum = 0;
    for (double[] row : rows) {
      sum += (short) row[channel];
    }
    return sum;
  }
}
