package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.config.Home;
import dev.freshet.config.IngestSettings;
import dev.freshet.evaluator.Questions;
import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.source.DocumentSource;
import dev.freshet.ingest.source.Item;
import dev.freshet.ingest.source.Source;
import dev.freshet.ingest.source.Sources;
import dev.freshet.ingest.source.TextSource;
import dev.freshet.learner.evaluation.EvaluationDocument;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a bounded stream's documents together with their questions. */
final class EvaluationDocuments {
  private EvaluationDocuments() {}

  /**
   * The first documents that have questions, in file order.
   *
   * @throws FreshetException ARTEFACT where a document cannot be read, or none has questions
   */
  static List<EvaluationDocument> read(Path file, IngestSettings settings, int limit) {
    DocumentSource source =
        Sources.of(Home.resolve(file.toString()), settings, TextSource.Unit.FILE);
    List<EvaluationDocument> documents = new ArrayList<>();
    try (Source.Items items = source.open()) {
      for (Item item = items.next();
          item != null && documents.size() < limit;
          item = items.next()) {
        if (item instanceof Item.Bad bad) {
          throw unusable(bad.where(), bad.why().reason(), "mend the file, or take it out");
        }
        add(documents, (Item.Read) item);
      }
    }
    if (documents.isEmpty()) {
      throw unusable(
          source.name(),
          "no document here has questions",
          "give a file in SQuAD's format, or write questions with `freshet generate probes`");
    }
    return documents;
  }

  private static void add(List<EvaluationDocument> documents, Item.Read read) {
    Document document = read.document();
    if (document != null && !read.probes().isEmpty()) {
      documents.add(
          new EvaluationDocument(
              document.id(),
              document.topic(),
              document.text(),
              read.probes().stream().map(Questions::of).toList()));
    }
  }

  private static FreshetException unusable(String where, String what, String remedy) {
    return new FreshetException(ExitCode.ARTEFACT, what, where, remedy);
  }
}
