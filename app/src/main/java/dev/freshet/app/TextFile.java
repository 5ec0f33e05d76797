package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Plain text from a file, whole. */
final class TextFile {
  /** The tokenizer holds about a hundred bytes for each byte of text. */
  private static final long MOST_BYTES = 4L << 20;

  private TextFile() {}

  static String read(Path file) {
    try {
      if (Files.isDirectory(file)) {
        throw unusable(file, "this is a folder", null);
      }
      long size = Files.size(file);
      if (size > MOST_BYTES) {
        throw unusable(file, "its " + size + " bytes are more than " + MOST_BYTES, null);
      }
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw unusable(file, "there is no such file", e);
    } catch (CharacterCodingException e) {
      throw unusable(file, "this is not UTF-8 text", e);
    } catch (IOException e) {
      throw unusable(file, "it cannot be read", e);
    }
  }

  static FreshetException unusable(Path file, String what, @Nullable Throwable cause) {
    return new FreshetException(
        ExitCode.ARTEFACT,
        what,
        file.toString(),
        "give a plain text file in UTF-8, in parts where it is large",
        cause);
  }
}
