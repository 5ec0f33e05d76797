package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.recording.Bound;
import dev.freshet.ingest.recording.Stretch;
import dev.freshet.ingest.recording.TopicReader;
import dev.freshet.ingest.topic.Topics;
import dev.freshet.state.CheckpointStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Saves topics to files. */
@Command(
    name = "record",
    description =
        "Save the log and its probes to files that `freshet replay` reads, no broker needed.")
final class RecordCommand implements FreshetCommand {
  @Option(
      names = "--topic",
      paramLabel = "NAME",
      description =
          "A topic; may be repeated (default: the log, the probes, and the keys of a sealed log).")
  private List<String> names = List.of();

  @Option(
      names = "--from",
      paramLabel = "OFFSET|TIME",
      description = "Where the stretch begins (default: with the first record).")
  private @Nullable String from;

  @Option(
      names = "--to",
      paramLabel = "OFFSET|TIME",
      description = "Where it ends, itself not in it (default: with the last record there is now).")
  private @Nullable String to;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "A folder that is empty or not there yet.")
  private Path out = Path.of("");

  @Override
  public ExitCode run(CommandContext context) {
    Stretch stretch = new Stretch(bound("--from", from), bound("--to", to));
    Topics topics = Topics.of(context.settings().topics());
    Set<String> wanted = new LinkedHashSet<>(names.isEmpty() ? List.of(topics.log()) : names);
    if (wanted.contains(topics.log())) {
      wanted.addAll(Recorder.ofTheLog(context.settings()));
    }
    wanted.forEach(TopicReader::requireName);
    Map<String, Long> records;
    try (Recorder recorder = Recorder.to(out);
        Cluster cluster = Cluster.reach(context);
        CheckpointStore checkpoints = checkpoints(context)) {
      records = recorder.record(context, cluster, List.copyOf(wanted), stretch, checkpoints);
    }
    if (context.json()) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("recording", out.toString());
      document.put("records", records);
      context.print(document);
    } else {
      records.forEach((topic, count) -> context.out().println(topic + ": " + count + " records"));
      context.out().println("written to " + out);
    }
    return ExitCode.OK;
  }

  private static @Nullable CheckpointStore checkpoints(CommandContext context) {
    return Files.isDirectory(Pipeline.checkpointFolder(context.stateFolder()))
        ? Checkpoints.open(context)
        : null;
  }

  private static @Nullable Bound bound(String option, @Nullable String text) {
    if (text == null) {
      return null;
    }
    return Bound.of(text)
        .orElseThrow(
            () ->
                new FreshetException(
                    ExitCode.USAGE,
                    option + " takes an offset or a time, not " + text,
                    null,
                    "write digits, or a time such as 2026-01-31T12:00:00Z"));
  }
}
