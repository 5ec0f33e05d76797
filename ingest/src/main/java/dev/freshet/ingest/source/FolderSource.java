package dev.freshet.ingest.source;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.file.Inputs;
import dev.freshet.ingest.records.Digests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All files of known formats in a folder and below it, in the order of their paths. Hidden files
 * and unknown endings are passed over, links are not followed. A plain text file's topic is the
 * name of the folder that it lies in.
 */
final class FolderSource implements DocumentSource {
  private final FilePlace place;
  private final Sources sources;

  FolderSource(Path folder, Sources sources) {
    this.place = new FilePlace(folder);
    this.sources = sources;
  }

  @Override
  public String name() {
    return place.name();
  }

  @Override
  public String fingerprint() {
    StringBuilder all = new StringBuilder();
    files().forEach(source -> all.append(source.fingerprint()).append('\n'));
    return Digests.sha256(all.toString()).substring(0, 32);
  }

  @Override
  public Items open() {
    List<DocumentSource> files = files();
    if (files.isEmpty()) {
      throw new FreshetException(
          ExitCode.ARTEFACT,
          "the folder holds no .jsonl, .json, .txt or .md file",
          place.file().toString(),
          "name a folder with documents");
    }
    return new InTurn(files);
  }

  private List<DocumentSource> files() {
    Path folder = place.file();
    try (Stream<Path> walk = Files.walk(folder)) {
      List<DocumentSource> files = new ArrayList<>();
      walk.filter(Files::isRegularFile)
          .filter(file -> !isHidden(folder.relativize(file)))
          .sorted()
          .forEach(
              file -> {
                DocumentSource source = sources.ofFile(file, folderName(file));
                if (source != null) {
                  files.add(source);
                }
              });
      return files;
    } catch (IOException e) {
      throw Inputs.unreadable(folder, e);
    } catch (UncheckedIOException e) {
      throw Inputs.unreadable(folder, new IOException(e.getMessage(), e));
    }
  }

  private static boolean isHidden(Path file) {
    for (Path part : file) {
      if (part.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  private static String folderName(Path file) {
    Path folder = file.toAbsolutePath().normalize().getParent();
    return folder == null || folder.getFileName() == null
        ? Inputs.stem(file)
        : folder.getFileName().toString();
  }

  private static final class InTurn implements Items {
    private final Queue<DocumentSource> rest;
    private @Nullable Items current;

    InTurn(List<DocumentSource> files) {
      this.rest = new ArrayDeque<>(files);
    }

    @Override
    public @Nullable Item next() {
      while (true) {
        if (current == null) {
          DocumentSource source = rest.poll();
          if (source == null) {
            return null;
          }
          current = source.open();
        }
        Item item = current.next();
        if (item != null) {
          return item;
        }
        close();
      }
    }

    @Override
    public void close() {
      if (current != null) {
        current.close();
        current = null;
      }
    }
  }
}
