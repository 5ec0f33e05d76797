package dev.freshet.ingest.source;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.config.IngestSettings;
import dev.freshet.ingest.file.Inputs;
import dev.freshet.ingest.records.Inbound;
import dev.freshet.ingest.records.Limits;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The choice of a source by a path's ending: {@code .jsonl} (or {@code .ndjson}), {@code .json} in
 * SQuAD's format, {@code .txt} and {@code .md}; each may be packed ({@code .gz}). A folder is all
 * of these in it.
 */
public final class Sources {
  private final Inbound inbound;
  private final TextSource.Unit unit;

  private Sources(Inbound inbound, TextSource.Unit unit) {
    this.inbound = inbound;
    this.unit = unit;
  }

  /**
   * The source at a path.
   *
   * @param unit what becomes one document in plain text files
   * @throws FreshetException ARTEFACT where nothing is there, USAGE where the ending says nothing
   */
  public static DocumentSource of(Path path, IngestSettings settings, TextSource.Unit unit) {
    Sources sources = new Sources(new Inbound(Limits.of(settings)), unit);
    if (!Files.exists(path)) {
      throw Inputs.unreadable(path, new NoSuchFileException(path.toString()));
    }
    if (Files.isDirectory(path)) {
      return new FolderSource(path, sources);
    }
    DocumentSource source = sources.ofFile(path, Inputs.stem(path));
    if (source == null) {
      throw new FreshetException(
          ExitCode.USAGE,
          "the name's ending does not say the format",
          path.toString(),
          "name it .jsonl, .json (SQuAD), .txt or .md; packed files also end in .gz");
    }
    return source;
  }

  /**
   * The source in a file; null where its ending is none of ours.
   *
   * @param topic of the documents in a plain text file
   */
  @Nullable DocumentSource ofFile(Path file, String topic) {
    String name = Inputs.plainName(file);
    if (name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
      return new JsonLinesSource(file, inbound);
    }
    if (name.endsWith(".json")) {
      return new SquadSource(file, inbound);
    }
    if (name.endsWith(".txt") || name.endsWith(".md")) {
      return new TextSource(file, topic, unit, inbound);
    }
    return null;
  }
}
