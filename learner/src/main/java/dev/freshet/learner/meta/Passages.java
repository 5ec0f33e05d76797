package dev.freshet.learner.meta;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.pretraining.CorpusDocument;
import dev.freshet.learner.pretraining.CorpusDocument.QuestionAnswer;
import dev.freshet.learner.pretraining.CorpusReader;
import dev.freshet.learner.pretraining.HeldOut;
import dev.freshet.learner.probing.QuestionWriter;
import dev.freshet.learner.scoring.AnswerRow;
import dev.freshet.learner.scoring.Question;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The documents of some corpora as a model reads them, split by article into those to train on and
 * those held out. Documents longer than the model's context are cut at sentences, and each question
 * goes to the part that holds its answer and most of its words; a question that no part answers is
 * dropped.
 *
 * @param training documents with questions
 * @param heldOut likewise, of other articles
 * @param plain texts of training articles and of those without questions
 * @param heldOutPlain texts of held-out articles
 */
public record Passages(
    List<Episode.Reading> training,
    List<Episode.Reading> heldOut,
    List<Plain> plain,
    List<Plain> heldOutPlain) {
  private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?])\\s+|\\n+");
  private static final Pattern WORD_BREAK = Pattern.compile("[^\\p{L}\\p{N}]+");
  private static final int LEAST_TOKENS = 8;

  /** A text without questions; its article's title may be empty. */
  public record Plain(String title, int[] ids) {}

  /** Texts to hold still in a validation: held-out ones, and all others where there are few. */
  List<Plain> heldOutAndPlain() {
    List<Plain> all = new ArrayList<>(heldOutPlain);
    all.addAll(plain);
    return all;
  }

  /**
   * Reads corpora for a model.
   *
   * @param unrelated more files to hold still; none is needed
   * @param heldOutEvery one article in so many is held out
   * @param writeQuestions whether documents without questions get some written from their text
   * @throws FreshetException if there is no question to train on, or none held out
   */
  public static Passages read(
      LanguageModel model,
      List<Path> corpora,
      List<Path> unrelated,
      int heldOutEvery,
      boolean writeQuestions) {
    Collector collector = new Collector(model, heldOutEvery, writeQuestions);
    for (Path file : corpora) {
      merged(file).forEach(collector::add);
    }
    for (Path file : unrelated) {
      CorpusReader.read(file, collector::addPlain);
    }
    Passages passages = collector.passages();
    if (passages.training().isEmpty() || passages.heldOut().isEmpty()) {
      throw new FreshetException(
          ExitCode.ARTEFACT,
          passages.training().size()
              + " documents with questions to train on, "
              + passages.heldOut().size()
              + " held out",
          String.join(", ", corpora.stream().map(Path::toString).toList()),
          "give SQuAD-format files of several articles, or hold more out with --held-out");
    }
    return passages;
  }

  /** Documents of a file; questions without a text of their own belong to the article's text. */
  private static List<CorpusDocument> merged(Path file) {
    Map<String, CorpusDocument> open = new LinkedHashMap<>();
    List<CorpusDocument> documents = new ArrayList<>();
    CorpusReader.read(
        file,
        document -> {
          CorpusDocument before = open.get(document.title());
          if (document.text().isBlank() && before != null) {
            List<QuestionAnswer> questions = new ArrayList<>(before.questions());
            questions.addAll(document.questions());
            CorpusDocument both = new CorpusDocument(before.title(), before.text(), questions);
            documents.set(documents.indexOf(before), both);
            open.put(document.title(), both);
          } else {
            documents.add(document);
            open.put(document.title(), document);
          }
        });
    return documents;
  }

  private static final class Collector {
    private final LanguageModel model;
    private final int heldOutEvery;
    private final boolean writeQuestions;
    private final QuestionWriter writer = new QuestionWriter();
    private final List<Episode.Reading> training = new ArrayList<>();
    private final List<Episode.Reading> heldOut = new ArrayList<>();
    private final List<Plain> plain = new ArrayList<>();
    private final List<Plain> heldOutPlain = new ArrayList<>();

    Collector(LanguageModel model, int heldOutEvery, boolean writeQuestions) {
      this.writeQuestions = writeQuestions;
      this.model = model;
      this.heldOutEvery = heldOutEvery;
    }

    void add(CorpusDocument document) {
      boolean held = HeldOut.isHeldOut(document, heldOutEvery);
      List<Part> parts = parts(document.text());
      questions(document).forEach(question -> assign(question, parts));
      for (Part part : parts) {
        (held ? heldOutPlain : plain).add(new Plain(document.title(), part.ids));
        if (!part.questions.isEmpty()) {
          (held ? heldOut : training)
              .add(new Episode.Reading(document.title(), part.ids, part.questions));
        }
      }
    }

    private List<QuestionAnswer> questions(CorpusDocument document) {
      if (!writeQuestions || !document.questions().isEmpty()) {
        return document.questions();
      }
      return writer.write(document.text()).stream()
          .map(probe -> new QuestionAnswer(probe.prompt(), probe.answer()))
          .toList();
    }

    void addPlain(CorpusDocument document) {
      boolean held = HeldOut.isHeldOut(document, heldOutEvery);
      for (Part part : parts(document.text())) {
        (held ? heldOutPlain : plain).add(new Plain(document.title(), part.ids));
      }
    }

    private List<Part> parts(String text) {
      int context = model.config().context();
      List<Part> parts = new ArrayList<>();
      StringBuilder open = new StringBuilder();
      int tokens = 0;
      for (String sentence : text.isBlank() ? new String[0] : SENTENCE_END.split(text.strip())) {
        int length = model.tokenizer().encode(sentence).length();
        if (tokens > 0 && tokens + length > context) {
          close(open, parts);
          tokens = 0;
        }
        open.append(open.isEmpty() ? "" : " ").append(sentence);
        tokens += length;
      }
      close(open, parts);
      return parts;
    }

    private void close(StringBuilder open, List<Part> parts) {
      String text = open.toString();
      open.setLength(0);
      int[] ids = model.tokenizer().encode(text).ids();
      if (ids.length >= LEAST_TOKENS) {
        int length = Math.min(ids.length, model.config().context());
        parts.add(new Part(text, Arrays.copyOf(ids, length)));
      }
    }

    private void assign(QuestionAnswer question, List<Part> parts) {
      Part best = null;
      long most = -1;
      Set<String> words = words(question.question());
      for (Part part : parts) {
        long shared = words.stream().filter(part.words::contains).count();
        if (part.text.contains(question.answer()) && shared > most) {
          most = shared;
          best = part;
        }
      }
      if (best != null && !question.answer().isBlank()) {
        best.questions.add(
            AnswerRow.of(model, new Question(question.question(), List.of(question.answer()))));
      }
    }

    Passages passages() {
      return new Passages(
          List.copyOf(training),
          List.copyOf(heldOut),
          List.copyOf(plain),
          List.copyOf(heldOutPlain));
    }
  }

  private static Set<String> words(String text) {
    return new HashSet<>(Arrays.asList(WORD_BREAK.split(text.toLowerCase(Locale.ROOT))));
  }

  /** A stretch of a document that fits the context. */
  private static final class Part {
    private final String text;
    private final int[] ids;
    private final Set<String> words;
    private final List<AnswerRow> questions = new ArrayList<>();

    Part(String text, int[] ids) {
      this.text = text;
      this.ids = ids;
      this.words = words(text);
    }
  }
}
