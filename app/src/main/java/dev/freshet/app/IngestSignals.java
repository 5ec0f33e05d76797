package dev.freshet.app;

import dev.freshet.config.IngestSettings;
import dev.freshet.ingest.source.SignalSources;
import dev.freshet.ingest.source.Source;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code ingest --signals}: the files hold points of signals. */
final class IngestSignals {
  @Option(
      names = "--signals",
      required = true,
      description =
          "The files hold points of signals: CSV with a header (the time, then channels), or JSON"
              + " Lines.")
  @SuppressWarnings("UnusedVariable") // that it is given makes the group
  private boolean signals;

  @Option(
      names = "--series",
      paramLabel = "NAME",
      description = "With --signals: the series of points that name none; else the file's name.")
  private @Nullable String series;

  @Option(
      names = "--topic",
      paramLabel = "NAME",
      description =
          "With --signals: the topic of points that name none; else the file's name. It is that of"
              + " the documents that they foretell.")
  private @Nullable String topic;

  Source source(Path file, IngestSettings settings) {
    return SignalSources.of(file, settings, series, topic);
  }
}
