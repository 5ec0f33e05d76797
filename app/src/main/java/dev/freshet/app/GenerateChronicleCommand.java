package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.chronicle.Chronicle;
import dev.freshet.ingest.chronicle.ChronicleOptions;
import dev.freshet.ingest.chronicle.Drift;
import dev.freshet.ingest.chronicle.Story;
import dev.freshet.ingest.chronicle.StoryWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A world whose facts change, told document by document, its truth beside it. */
@Command(
    name = "chronicle",
    description =
        "Tell of a world whose facts change, and mark what is news; onto stdout or --out.")
final class GenerateChronicleCommand implements FreshetCommand {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final long DOCUMENTS_A_LOOK = 1_000;

  @Option(
      names = "--seed",
      paramLabel = "S",
      required = true,
      description = "A whole number; the same seed gives the same bytes, everywhere.")
  private long seed;

  @Option(
      names = "--documents",
      paramLabel = "N",
      required = true,
      description = "How many; memory does not grow with them.")
  private long documents;

  @Option(
      names = "--entities",
      paramLabel = "E",
      defaultValue = "" + ChronicleOptions.ENTITIES,
      description = "People, companies and places that live at a time (${DEFAULT-VALUE}).")
  private int entities;

  @Option(
      names = "--change-rate",
      paramLabel = "R",
      defaultValue = "" + ChronicleOptions.CHANGE_RATE,
      description = "The share of news that overwrite a told fact (${DEFAULT-VALUE}).")
  private double changeRate;

  @Option(
      names = "--noise",
      paramLabel = "L",
      defaultValue = "" + ChronicleOptions.NOISE,
      description = "Sentences without news in a document, on average (${DEFAULT-VALUE}).")
  private int noise;

  @Option(
      names = "--drift",
      paramLabel = "at=K,kind=NAME",
      description =
          "After K documents the stream changes: its topics, wording, relations or rate"
              + " (which takes to=R). May be repeated.")
  private List<String> drifts = new ArrayList<>();

  @Option(names = "--out", paramLabel = "FILE", description = "Write here, whole or not at all.")
  private @Nullable Path out;

  @Option(
      names = "--format",
      paramLabel = "FORM",
      defaultValue = "jsonl",
      description =
          "jsonl: everything that is known; squad: with the questions that a document answers"
              + " itself (${DEFAULT-VALUE}).")
  private StoryWriter.Format format = StoryWriter.Format.JSONL;

  @Override
  public ExitCode run(CommandContext context) {
    ChronicleOptions options = options();
    if (out == null && context.json()) {
      throw usage("with --output json the documents need a place of their own", "add --out FILE");
    }
    if (out == null) {
      ontoStdout(context, options);
    } else {
      Map<Story.Kind, Long> probes =
          WholeFile.write(out, stream -> write(context, options, stream));
      report(context, out, probes);
    }
    return ExitCode.OK;
  }

  private ChronicleOptions options() {
    if (documents < 1) {
      throw usage("--documents is 1 or more", "ask for at least one document");
    }
    List<Drift> parsed = new ArrayList<>();
    for (String drift : drifts) {
      try {
        parsed.add(Drift.parse(drift));
      } catch (IllegalArgumentException e) {
        throw usage(
            "--drift " + drift + ": " + e.getMessage(), "see freshet generate chronicle -h");
      }
    }
    try {
      return new ChronicleOptions(seed, entities, changeRate, noise, parsed);
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()), "see freshet generate chronicle --help");
    }
  }

  private Map<Story.Kind, Long> write(
      CommandContext context, ChronicleOptions options, OutputStream stream) throws IOException {
    Map<Story.Kind, Long> probes = new EnumMap<>(Story.Kind.class);
    Chronicle chronicle = new Chronicle(options);
    try (StoryWriter writer = StoryWriter.to(stream, format);
        ProgressLine line = new ProgressLine(context, 200_000_000L)) {
      for (long i = 0; i < documents; i++) {
        Story story = chronicle.next();
        writer.write(story);
        story.probes().forEach(probe -> probes.merge(probe.kind(), 1L, Long::sum));
        if (i % DOCUMENTS_A_LOOK == 0) {
          context.interruption().check();
          line.show("%d of %d documents", i, documents);
        }
      }
    }
    return probes;
  }

  private void ontoStdout(CommandContext context, ChronicleOptions options) {
    try {
      write(
          context, options, new BufferedOutputStream(new PipeOutput(context.out()), BUFFER_BYTES));
    } catch (PipeOutput.ReaderGoneException e) {
      return; // `| head` has read what it wanted
    } catch (IOException e) {
      throw WholeFile.unwritable("stdout", e);
    }
  }

  private void report(CommandContext context, Path file, Map<Story.Kind, Long> probes) {
    if (context.json()) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("out", file.toString());
      document.put("format", format.name().toLowerCase(Locale.ROOT));
      document.put("documents", documents);
      Map<String, Long> kinds = new LinkedHashMap<>();
      for (Story.Kind kind : Story.Kind.values()) {
        kinds.put(kind.written(), probes.getOrDefault(kind, 0L));
      }
      document.put("probes", kinds);
      context.print(document);
    } else {
      String kinds =
          probes.entrySet().stream()
              .map(kind -> kind.getValue() + " " + kind.getKey().written())
              .collect(Collectors.joining(", "));
      context.out().println(file + ": " + documents + " documents; probes: " + kinds);
    }
  }

  private static FreshetException usage(String message, String remedy) {
    return new FreshetException(ExitCode.USAGE, message, null, remedy);
  }
}
