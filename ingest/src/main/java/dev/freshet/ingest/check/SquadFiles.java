package dev.freshet.ingest.check;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.file.Inputs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files in SQuAD's format at a path: the file itself, or all in a folder and below it. */
public final class SquadFiles {
  private SquadFiles() {}

  /**
   * The files, in the order of their paths.
   *
   * @throws FreshetException ARTEFACT where there is none, USAGE where a file's name ends otherwise
   */
  public static List<Path> at(Path path) {
    if (!Files.exists(path)) {
      throw Inputs.unreadable(path, new NoSuchFileException(path.toString()));
    }
    if (Files.isDirectory(path)) {
      return below(path);
    }
    if (!isSquad(path)) {
      throw new FreshetException(
          ExitCode.USAGE,
          "only files in SQuAD's format are checked",
          path.toString(),
          "name a .json file, packed or not; JSON Lines and plain text are checked on the way in");
    }
    return List.of(path);
  }

  private static List<Path> below(Path folder) {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.filter(Files::isRegularFile).filter(SquadFiles::isSquad).sorted().toList();
    } catch (IOException e) {
      throw Inputs.unreadable(folder, e);
    } catch (UncheckedIOException e) {
      throw Inputs.unreadable(folder, new IOException(e.getMessage(), e));
    }
    if (files.isEmpty()) {
      throw new FreshetException(
          ExitCode.ARTEFACT,
          "the folder holds no .json file",
          folder.toString(),
          "name a folder with files in SQuAD's format");
    }
    return files;
  }

  private static boolean isSquad(Path file) {
    return Inputs.plainName(file).endsWith(".json");
  }
}
