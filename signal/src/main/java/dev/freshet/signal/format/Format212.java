package dev.freshet.signal.format;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Signal format 212 of the WFDB library, that of the MIT-BIH databases: two samples of 12 bits,
 * two's complement, in three bytes. The first byte is the low part of the first sample, the third
 * the low part of the second; the middle one has the first's high part in its low half, the
 * second's in its high half.
 */
public final class Format212 {
  private static final long MOST_BYTES = 256L << 20;

  private Format212() {}

  /**
   * Reads a file of interleaved channels.
   *
   * @return samples in the converter's units, {@code [times, channels]}
   * @throws FreshetException if it cannot be read, or is not a whole number of points
   */
  public static double[][] read(Path file, int channels) {
    byte[] bytes;
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw unusable("it has more than " + MOST_BYTES + " bytes", file, null);
      }
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw unusable("it cannot be read", file, e);
    }
    int[] samples = decode(bytes);
    if (bytes.length % 3 != 0 || samples.length % channels != 0) {
      throw unusable("its " + bytes.length + " bytes are no whole number of points", file, null);
    }
    double[][] rows = new double[samples.length / channels][channels];
    for (int i = 0; i < samples.length; i++) {
      rows[i / channels][i % channels] = samples[i];
    }
    return rows;
  }

  static int[] decode(byte[] bytes) {
    int[] samples = new int[bytes.length / 3 * 2];
    for (int i = 0; i < samples.length / 2; i++) {
      int first = bytes[3 * i] & 0xFF;
      int middle = bytes[3 * i + 1] & 0xFF;
      int second = bytes[3 * i + 2] & 0xFF;
      samples[2 * i] = signed(first | (middle & 0x0F) << 8);
      samples[2 * i + 1] = signed(second | (middle & 0xF0) << 4);
    }
    return samples;
  }

  private static int signed(int twelveBits) {
    return twelveBits << 20 >> 20;
  }

  private static FreshetException unusable(String what, Path file, @Nullable Throwable cause) {
    return new FreshetException(
        ExitCode.ARTEFACT, what, file.toString(), "name a signal file in format 212", cause);
  }
}
