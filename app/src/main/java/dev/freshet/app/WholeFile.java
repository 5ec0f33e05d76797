package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A large file that is there whole or not at all: written beside its place, then moved to it. */
final class WholeFile {
  private static final int BUFFER_BYTES = 1 << 16;

  private WholeFile() {}

  /** What fills the file. */
  @FunctionalInterface
  interface Writing<T> {
    T onto(OutputStream out) throws IOException;
  }

  /**
   * Writes a file, in place of any that is there.
   *
   * @throws FreshetException FAILURE with the place, where it cannot be written
   */
  static <T> T write(Path file, Writing<T> writing) {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      try {
        T result;
        try (OutputStream out =
            new BufferedOutputStream(Files.newOutputStream(part), BUFFER_BYTES)) {
          result = writing.onto(out);
        }
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        return result;
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw unwritable(file.toString(), e);
    }
  }

  static FreshetException unwritable(String where, IOException cause) {
    return new FreshetException(
        ExitCode.FAILURE,
        "it cannot be written: " + cause.getMessage(),
        where,
        "check that the folder is there and the disk has room",
        cause);
  }
}
