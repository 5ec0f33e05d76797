package dev.freshet.ingest.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.ingest.check.Finding.Rule;
import dev.freshet.ingest.records.Digests;
import dev.freshet.ingest.source.SquadWalk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A check over files in SQuAD's format, all taken as one stream. It reads paragraph by paragraph
 * and holds a digest of each paragraph, id and question. The rules on wording know English best;
 * for other languages those that need no word list hold alike. Not safe for several threads.
 */
public final class SquadCheck {
  private static final int MAX_SHOWN = 60;

  private final CheckRules rules;
  private final List<Finding> findings = new ArrayList<>();
  private final Map<String, String> seen = new HashMap<>();
  private final Map<String, Asked> lastAsked = new HashMap<>();
  private final Set<String> topics = new HashSet<>();
  private int files;
  private long articles;
  private long paragraphs;
  private long words;
  private long fewest = Long.MAX_VALUE;
  private long most;
  private long questions;
  private long found;

  public SquadCheck(CheckRules rules) {
    this.rules = rules;
  }

  /**
   * Reads a file to its end.
   *
   * @throws dev.freshet.config.FreshetException ARTEFACT with the place, where it is not in SQuAD's
   *     form
   */
  public SquadCheck read(Path file) {
    files++;
    int article = -1;
    try (SquadWalk walk = SquadWalk.over(file)) {
      for (SquadWalk.Paragraph next = walk.next(); next != null; next = walk.next()) {
        articles += next.article() == article ? 0 : 1;
        article = next.article();
        topics.add(next.title());
        paragraph(new Place(file, next));
      }
    }
    return this;
  }

  public CheckReport report() {
    long least = paragraphs == 0 ? 0 : fewest;
    return new CheckReport(
        files, articles, topics.size(), paragraphs, words, least, most, questions, findings, found);
  }

  /** Where a question was asked last, and a digest of its answer. */
  private record Asked(String answer, String where) {}

  /** A paragraph, for naming it. */
  private record Place(Path file, SquadWalk.Paragraph paragraph) {
    ObjectNode tree() {
      return paragraph.tree();
    }

    @Override
    public String toString() {
      return file + ":" + paragraph.at().getLineNr() + ":" + paragraph.at().getColumnNr();
    }
  }

  private void paragraph(Place place) {
    paragraphs++;
    String text = place.tree().path("context").asText("");
    if (text.isBlank()) {
      find(place, null, Rule.FORM, "there is no `context`", "write the paragraph's text there");
      return;
    }
    length(place, text);
    once(place, null, "paragraph", text.strip().replaceAll("\\s+", " "), "drop one of them");
    Wording wording = new Wording(text);
    int possible = 0;
    for (JsonNode question : place.tree().path("qas")) {
      if (!question.path("is_impossible").asBoolean(false)) {
        possible++;
        question(place, question, text, wording);
      }
    }
    questions += possible;
    if (possible < rules.minQuestions()) {
      find(
          place,
          null,
          Rule.QUESTIONS,
          possible + " questions, fewer than " + rules.minQuestions(),
          "ask more of it, or lower --min-questions");
    }
  }

  private void length(Place place, String text) {
    long count = text.strip().split("\\s+").length;
    words += count;
    fewest = Math.min(fewest, count);
    most = Math.max(most, count);
    if (count < rules.minWords() || count > rules.maxWords()) {
      find(
          place,
          null,
          Rule.LENGTH,
          count + " words, not " + rules.minWords() + " to " + rules.maxWords(),
          count < rules.minWords()
              ? "write more, or lower --min-words"
              : "cut it or make two of it, or raise --max-words");
    }
  }

  private void question(Place place, JsonNode question, String text, Wording paragraph) {
    String id = question.path("id").asText("");
    String asked = question.path("question").asText("");
    if (id.isBlank()) {
      find(place, null, Rule.FORM, "a question has no `id`: " + shown(asked), "give it an id");
    } else {
      once(place, id, "id", id, "give one of them another id");
    }
    if (asked.isBlank()) {
      find(place, id, Rule.FORM, "there is no `question`", "write the question there");
      return;
    }
    Wording wording = new Wording(asked);
    String plain = wording.normalised();
    String answer = question.path("answers").path(0).path("text").asText("");
    isNews(place, id, plain.isEmpty() ? asked : plain, new Wording(answer).normalised());
    answers(place, id, question, text, wording);
    wording(place, id, asked, wording, paragraph);
  }

  private void answers(Place place, String id, JsonNode asked, String text, Wording question) {
    if (asked.path("answers").isEmpty()) {
      find(place, id, Rule.FORM, "there are no `answers`", "write the answer, word for word");
    }
    String was = asked.path("was").asText("");
    for (JsonNode answer : asked.path("answers")) {
      String words = answer.path("text").asText("");
      if (words.isBlank()) {
        find(place, id, Rule.FORM, "an answer has no `text`", "copy it from the paragraph");
      } else {
        span(place, id, words, answer.path("answer_start"), text);
        if (question.holds(new Wording(words))) {
          find(
              place,
              id,
              Rule.GIVEN_AWAY,
              "the question holds its answer `" + shown(words) + "`",
              "ask without it");
        }
        if (words.equals(was)) {
          find(
              place,
              id,
              Rule.FORM,
              "`was` is the answer itself: " + shown(was),
              "give the answer that held before, or drop `was`");
        }
      }
    }
  }

  private void span(Place place, String id, String words, JsonNode start, String text) {
    if (start.isIntegralNumber() && Spans.standsAt(text, words, start.asLong())) {
      return;
    }
    int at = Spans.find(text, words);
    find(
        place,
        id,
        Rule.SPAN,
        at < 0
            ? "`" + shown(words) + "` is not in the paragraph"
            : "`" + shown(words) + "` is not at code point " + start.asText("(none)"),
        at < 0 ? "copy the answer from the paragraph" : "set answer_start to " + at);
  }

  private void wording(Place place, String id, String asked, Wording question, Wording paragraph) {
    String pronoun = question.danglingPronoun(paragraph);
    if (!pronoun.isEmpty()) {
      find(
          place,
          id,
          Rule.POINTS_OUTSIDE,
          "`" + pronoun + "` stands for nothing in: " + shown(asked),
          "name what is meant");
    }
    if (!question.sharesSubjectWith(paragraph)) {
      find(
          place,
          id,
          Rule.ANSWERABLE,
          "shares no word of substance with its paragraph: " + shown(asked),
          "ask in the paragraph's terms");
    } else if (!question.names().isEmpty() && !paragraph.hasAny(question.names())) {
      find(
          place,
          id,
          Rule.ANSWERABLE,
          "its names are not in the paragraph: " + shown(String.join(", ", question.names())),
          "use the paragraph's names, or write them into it");
    }
  }

  private void once(Place place, @Nullable String id, String what, String value, String remedy) {
    String first = seen.putIfAbsent(what + digest(value), where(place, id));
    if (first != null) {
      find(place, id, Rule.DUPLICATE, "the same " + what + " as at " + first, remedy);
    }
  }

  /** A question may come again where its answer is another than last time: a fact has changed. */
  private void isNews(Place place, @Nullable String id, String asked, String answer) {
    Asked now = new Asked(digest(answer), where(place, id));
    Asked before = lastAsked.put(digest(asked), now);
    if (before != null && before.answer().equals(now.answer())) {
      find(
          place,
          id,
          Rule.DUPLICATE,
          "the same question as at " + before.where(),
          "ask for something else");
    }
  }

  private static String digest(String text) {
    return Digests.sha256(text).substring(0, 24);
  }

  private static String where(Place place, @Nullable String id) {
    return id == null ? place.toString() : place + " (" + id + ")";
  }

  private void find(Place place, @Nullable String id, Rule rule, String message, String remedy) {
    found++;
    if (findings.size() < CheckReport.MAX_KEPT) {
      SquadWalk.Paragraph at = place.paragraph();
      findings.add(
          new Finding(rule, place.toString(), at.title(), at.index() + 1, id, message, remedy));
    }
  }

  private static String shown(String text) {
    String line = text.replaceAll("\\p{Cntrl}", " ");
    int end =
        line.offsetByCodePoints(0, Math.min(MAX_SHOWN, line.codePointCount(0, line.length())));
    return end < line.length() ? line.substring(0, end) + "…" : line;
  }
}
