package dev.freshet.ingest.source;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.file.AtomicFile;
import dev.freshet.ingest.records.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far each source was published: a small file per source and lane in the state folder.
 *
 * <p>Its lines are {@code freshet-source-position 1}, the source's name, its fingerprint, and the
 * number of items published. It is replaced as a whole.
 */
public final class Positions {
  private static final String FIRST_LINE = "freshet-source-position 1";
  private static final int LINES = 4;

  private final Path folder;

  /** Keeps the files in {@code positions} of the state folder. */
  public Positions(Path stateFolder) {
    this.folder = stateFolder.resolve("positions");
  }

  /** Items already published; 0 for a source that is new or has changed. */
  public long load(Source source, String lane) {
    Path file = file(source, lane);
    try {
      if (!Files.exists(file)) {
        return 0;
      }
      List<String> lines = Files.readAllLines(file);
      if (lines.size() != LINES || !lines.get(0).equals(FIRST_LINE)) {
        throw damaged(file, null);
      }
      return lines.get(2).equals(source.fingerprint()) ? Long.parseLong(lines.get(3)) : 0;
    } catch (IOException | NumberFormatException e) {
      throw damaged(file, e);
    }
  }

  /** Remembers that so many items were published. */
  public void save(Source source, String lane, long items) {
    Path file = file(source, lane);
    try {
      Files.createDirectories(folder);
      AtomicFile.write(
          file,
          List.of(FIRST_LINE, oneLine(source.name()), source.fingerprint(), Long.toString(items)));
    } catch (IOException e) {
      throw new FreshetException(
          ExitCode.FAILURE,
          "cannot write the position of a source: " + e.getMessage(),
          file.toString(),
          "make room on the disk, or check the folder's permissions; the last position holds",
          e);
    }
  }

  private Path file(Source source, String lane) {
    String name = Digests.sha256(lane + '\n' + source.name()).substring(0, 32);
    return folder.resolve(name + ".position");
  }

  private static String oneLine(String name) {
    return name.replaceAll("\\R", " ");
  }

  private static FreshetException damaged(Path file, @Nullable Exception cause) {
    return new FreshetException(
        ExitCode.ARTEFACT,
        "the position of a source cannot be read",
        file.toString(),
        "delete the file: the source is then read from its beginning, and what was seen dropped",
        cause);
  }
}
