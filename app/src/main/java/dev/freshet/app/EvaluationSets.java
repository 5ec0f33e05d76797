package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.config.IngestSettings;
import dev.freshet.learner.evaluation.EvaluationDocument;
import dev.freshet.tensor.CounterRandom;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The documents of an evaluation: those that rates are chosen on and those that are reported share
 * no article and no text.
 *
 * @param stream what is reported, in file order
 * @param validation empty where none was asked for
 * @param notes what a reader should know of how they were chosen, a line each
 */
record EvaluationSets(
    List<EvaluationDocument> stream, List<EvaluationDocument> validation, List<String> notes) {
  private static final long SPLIT = CounterRandom.seedOf("validation");
  private static final int MOST_READ = 100_000;

  /** How many documents are wanted. */
  record Wanted(int stream, int validation) {}

  /** The first documents of a stream alone: no rate is chosen. */
  static EvaluationSets of(Path stream, IngestSettings settings, int documents) {
    List<EvaluationDocument> read = EvaluationDocuments.read(stream, settings, documents);
    return new EvaluationSets(read, List.of(), shortOf("stream", documents, read.size()));
  }

  /**
   * The first documents of both files. A validation document whose article or text is in the stream
   * as well is left out, and counted.
   *
   * @throws FreshetException if none is left
   */
  static EvaluationSets of(Path stream, Path validation, IngestSettings settings, Wanted wanted) {
    List<EvaluationDocument> read = EvaluationDocuments.read(stream, settings, wanted.stream());
    Set<String> articles = new HashSet<>();
    Set<String> texts = new HashSet<>();
    read.forEach(
        document -> {
          articles.add(document.article());
          texts.add(document.text());
        });
    List<EvaluationDocument> all = EvaluationDocuments.read(validation, settings, MOST_READ);
    List<EvaluationDocument> apart =
        all.stream()
            .filter(
                document ->
                    !articles.contains(document.article()) && !texts.contains(document.text()))
            .toList();
    if (apart.isEmpty()) {
      throw new FreshetException(
          ExitCode.ARTEFACT,
          "every article of the validation is in the stream too",
          validation.toString(),
          "give a file of other articles, or leave --validation out to split the stream's");
    }
    List<String> notes = new ArrayList<>(shortOf("stream", wanted.stream(), read.size()));
    if (apart.size() < all.size()) {
      notes.add(
          (all.size() - apart.size())
              + " validation documents left out: their article or text is in the stream too");
    }
    List<EvaluationDocument> used = apart.subList(0, Math.min(apart.size(), wanted.validation()));
    notes.addAll(shortOf("validation", wanted.validation(), used.size()));
    return new EvaluationSets(read, List.copyOf(used), notes);
  }

  /**
   * One file, split by article: of its articles, shuffled, as many go to the validation as hold the
   * wanted documents, but no more than half of all documents.
   *
   * @throws FreshetException if it has one article only
   */
  static EvaluationSets split(Path stream, IngestSettings settings, Wanted wanted, long seed) {
    List<EvaluationDocument> all = EvaluationDocuments.read(stream, settings, MOST_READ);
    List<String> articles = all.stream().map(EvaluationDocument::article).distinct().toList();
    if (articles.size() < 2) {
      throw new FreshetException(
          ExitCode.ARTEFACT,
          "all documents are of one article, so none can be set apart to choose rates on",
          stream.toString(),
          "give --validation FILE, or leave --sweep out");
    }
    int[] order = new int[articles.size()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    new CounterRandom(seed, SPLIT).shuffle(order);
    int most = Math.min(wanted.validation(), all.size() / 2);
    Set<String> apart = new HashSet<>();
    int taken = 0;
    for (int i = 0; i < order.length - 1 && taken < most; i++) {
      String article = articles.get(order[i]);
      apart.add(article);
      taken += count(all, article);
    }
    List<EvaluationDocument> validation = new ArrayList<>();
    List<EvaluationDocument> read = new ArrayList<>();
    for (EvaluationDocument document : all) {
      (apart.contains(document.article()) ? validation : read).add(document);
    }
    List<EvaluationDocument> used = read.subList(0, Math.min(read.size(), wanted.stream()));
    List<String> notes = new ArrayList<>();
    notes.add(
        "no --validation: %d of %d articles set apart for it (--seed %d)"
            .formatted(apart.size(), articles.size(), seed));
    notes.addAll(shortOf("stream", wanted.stream(), used.size()));
    return new EvaluationSets(
        List.copyOf(used),
        List.copyOf(validation.subList(0, Math.min(validation.size(), wanted.validation()))),
        notes);
  }

  private static int count(List<EvaluationDocument> all, String article) {
    return (int) all.stream().filter(document -> document.article().equals(article)).count();
  }

  private static List<String> shortOf(String part, int wanted, int found) {
    return found == wanted
        ? List.of()
        : List.of(
            "the %s has %d documents with questions, not %d: all are used"
                .formatted(part, found, wanted));
  }

  /** The answers to a text's questions, for a weighting that may know them. */
  List<String> answers(String text) {
    @Nullable EvaluationDocument found = null;
    for (EvaluationDocument document : stream) {
      found = document.text().equals(text) ? document : found;
    }
    for (EvaluationDocument document : validation) {
      found = document.text().equals(text) ? document : found;
    }
    return found == null
        ? List.of()
        : found.questions().stream().flatMap(q -> q.answers().stream()).toList();
  }
}
