package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.file.Inputs;
import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.source.DocumentSource;
import dev.freshet.ingest.source.Sources;
import dev.freshet.ingest.source.TextSource;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.probing.ProbeWriter;
import dev.freshet.learner.probing.Surprise;
import dev.freshet.learner.probing.WrittenProbe;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Questions and clozes for documents that have none, each answered by a span of its document. */
@Command(
    name = "probes",
    description =
        "Write questions and clozes from documents by rules, so that uptake can be measured without"
            + " labels. English only.")
final class GenerateProbesCommand implements FreshetCommand {
  private static final int BATCH = 16;
  private static final int MOST_PER_DOCUMENT = 100;

  @Option(
      names = "--in",
      paramLabel = "DOCS",
      required = true,
      description =
          "Documents as `ingest` reads them: JSON Lines, SQuAD, plain text, a folder of these.")
  private Path in = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "PROBES",
      description =
          "The documents with their probes; SQuAD's format where it ends in .json, else JSON Lines."
              + " Whole or not at all.")
  private @Nullable Path out;

  @Option(
      names = "--sample",
      paramLabel = "N",
      description = "Instead of --out: print N probes of as many documents, to be read.")
  private @Nullable Integer sample;

  @Option(
      names = "--per-document",
      paramLabel = "K",
      defaultValue = "4",
      description = "At most so many probes to a document (${DEFAULT-VALUE}).")
  private int perDocument;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      defaultValue = "both",
      description = "cloze, question or both (${DEFAULT-VALUE}).")
  private ProbeWriter.Kind kind = ProbeWriter.Kind.BOTH;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "A whole number; chooses where there are more than enough (${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description =
          "Whose surprise chooses among clozes (default: `model.directory`); questions need none.")
  private @Nullable Path model;

  @Option(
      names = "--paragraphs",
      description = "In plain text, each paragraph is a document, instead of each file.")
  private boolean paragraphs;

  @Override
  public ExitCode run(CommandContext context) {
    check();
    DocumentSource source =
        Sources.of(
            in,
            context.settings().ingest(),
            paragraphs ? TextSource.Unit.PARAGRAPH : TextSource.Unit.FILE);
    try (Interruption.Registration polled = context.interruption().polled()) {
      if (kind == ProbeWriter.Kind.QUESTION) {
        write(context, source, Surprise.ALIKE);
      } else {
        try (LanguageModel base = context.openModel(model)) {
          write(context, source, Surprise.of(base, BATCH));
        }
      }
    }
    return ExitCode.OK;
  }

  private void check() {
    if ((out == null) == (sample == null)) {
      throw usage(
          "the probes need one place to go", "give --out PROBES, or --sample N to read some");
    }
    if (perDocument < 1 || perDocument > MOST_PER_DOCUMENT) {
      throw usage("--per-document is 1 to " + MOST_PER_DOCUMENT, "ask for fewer, or at least one");
    }
    if (sample != null && (sample < 1 || sample > ProbeSample.MOST)) {
      throw usage("--sample is 1 to " + ProbeSample.MOST, "ask for what can be read");
    }
  }

  private void write(CommandContext context, DocumentSource source, Surprise surprise) {
    ProbeWriter writer = new ProbeWriter(kind, perDocument, seed, surprise);
    try (DistinctDocuments documents = new DistinctDocuments(context, source)) {
      if (sample != null) {
        ProbeSample.draw(documents, writer, sample, seed).print(context);
      } else if (out != null) {
        Path file = out;
        Counts counts = WholeFile.write(file, stream -> write(context, documents, writer, stream));
        report(context, file, documents, counts);
      }
    }
  }

  /** What was written. */
  private record Counts(long documents, long probed, long probes) {}

  private Counts write(
      CommandContext context, DistinctDocuments documents, ProbeWriter writer, OutputStream stream)
      throws IOException {
    long read = 0;
    long probed = 0;
    long written = 0;
    try (ProbedFile file = isSquad() ? ProbedFile.squad(stream) : ProbedFile.lines(stream);
        ProgressLine line = new ProgressLine(context, 200_000_000L)) {
      for (Document next = documents.next(); next != null; next = documents.next()) {
        List<WrittenProbe> probes = writer.write(next.text());
        file.write(next, probes);
        read++;
        probed += probes.isEmpty() ? 0 : 1;
        written += probes.size();
        line.show("%d documents, %d probes", read, written);
      }
    }
    return new Counts(read, probed, written);
  }

  private boolean isSquad() {
    return out != null && Inputs.plainName(out).endsWith(".json");
  }

  private void report(
      CommandContext context, Path file, DistinctDocuments documents, Counts counts) {
    if (context.json()) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("out", file.toString());
      document.put("kind", kind.name().toLowerCase(Locale.ROOT));
      document.put("documents", counts.documents());
      document.put("documentsWithProbes", counts.probed());
      document.put("probes", counts.probes());
      document.put("bad", documents.bad());
      document.put("repeated", documents.repeated());
      context.print(document);
    } else {
      context
          .out()
          .printf(
              Locale.ROOT,
              "%s: %d documents, %d of them with probes, %d probes%n",
              file,
              counts.documents(),
              counts.probed(),
              counts.probes());
    }
    if (counts.probes() == 0) {
      context.err().println("no text allowed a probe: the rules read sentences in English");
    }
  }

  private static FreshetException usage(String message, String remedy) {
    return new FreshetException(ExitCode.USAGE, message, null, remedy);
  }
}
