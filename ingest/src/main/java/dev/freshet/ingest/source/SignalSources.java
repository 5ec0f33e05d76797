package dev.freshet.ingest.source;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.config.IngestSettings;
import dev.freshet.ingest.file.Inputs;
import dev.freshet.ingest.records.Inbound;
import dev.freshet.ingest.records.Limits;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The choice of a source of points by a file's ending: {@code .csv} or {@code .jsonl} (or {@code
 * .ndjson}); each may be packed ({@code .gz}).
 */
public final class SignalSources {
  private SignalSources() {}

  /**
   * The source in a file.
   *
   * @param series of points that name none; null takes the file's name
   * @param topic of points that name none; null takes the file's name
   * @throws FreshetException USAGE where the ending says nothing
   */
  public static Source of(
      Path file, IngestSettings settings, @Nullable String series, @Nullable String topic) {
    Inbound inbound = new Inbound(Limits.of(settings));
    String stem = Inputs.stem(file);
    SignalNames names =
        new SignalNames(series == null ? stem : series, topic == null ? stem : topic);
    String name = Inputs.plainName(file);
    if (name.endsWith(".csv")) {
      return new CsvSignals(file, names, inbound);
    }
    if (name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
      return new JsonLinesSignals(file, names, inbound);
    }
    throw new FreshetException(
        ExitCode.USAGE,
        "the name's ending does not say how the points are written",
        file.toString(),
        "name a file .csv or .jsonl; packed ones also end in .gz");
  }
}
