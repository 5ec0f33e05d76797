package dev.freshet.ingest.file;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Opening a user's file, unpacked where its name ends in {@code .gz}; failures say what to do. */
public final class Inputs {
  private static final int BUFFER_BYTES = 64 << 10;
  private static final String GZ = ".gz";

  private Inputs() {}

  /** The file's bytes; an empty or missing file is an ARTEFACT error. */
  public static InputStream open(Path file) {
    try {
      if (Files.isDirectory(file)) {
        throw artefact("is a folder, not a file", file.toString(), "name a file", null);
      }
      if (Files.size(file) == 0) {
        throw artefact("the file is empty", file.toString(), "check how it was written", null);
      }
      InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
      return isGz(file) ? unpack(in) : in;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** What reading a file can run into, as one line with a remedy. */
  public static FreshetException unreadable(Path file, IOException cause) {
    String where = file.toString();
    if (cause instanceof NoSuchFileException) {
      return artefact("no such file", where, "check the path", cause);
    }
    if (cause instanceof AccessDeniedException) {
      return artefact("the file may not be read", where, "check its permissions", cause);
    }
    if (isGz(file)) {
      return artefact(
          "not a whole gzip file: " + cause.getMessage(), where, "copy or pack it again", cause);
    }
    return artefact("cannot read: " + cause.getMessage(), where, "check the disk", cause);
  }

  /** The name that says the format: in lower case, without {@code .gz}. */
  public static String plainName(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return name.endsWith(GZ) ? name.substring(0, name.length() - GZ.length()) : name;
  }

  /** The file's name without folder and endings, for use as a topic. */
  public static String stem(Path file) {
    String name = String.valueOf(file.getFileName());
    if (isGz(file)) {
      name = name.substring(0, name.length() - GZ.length());
    }
    int dot = name.lastIndexOf('.');
    return dot <= 0 ? name : name.substring(0, dot);
  }

  static FreshetException artefact(
      String message, String where, String remedy, @Nullable Throwable cause) {
    return new FreshetException(ExitCode.ARTEFACT, message, where, remedy, cause);
  }

  private static boolean isGz(Path file) {
    return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(GZ);
  }

  private static InputStream unpack(InputStream in) throws IOException {
    try {
      return new BufferedInputStream(new GZIPInputStream(in, BUFFER_BYTES), BUFFER_BYTES);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }
}
