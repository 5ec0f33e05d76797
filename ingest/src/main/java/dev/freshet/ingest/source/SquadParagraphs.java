package dev.freshet.ingest.source;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.records.Decoded;
import dev.freshet.ingest.records.Decoded.Fault;
import dev.freshet.ingest.records.Digests;
import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.records.Inbound;
import dev.freshet.ingest.records.Probe;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What one paragraph of a SQuAD file says: its document, its probes, and what is wrong with it. */
final class SquadParagraphs {
  private static final int MAX_SLUG = 80;
  private static final int DIGEST_CHARACTERS = 8;

  private final FilePlace place;
  private final Inbound inbound;
  private final Instant time;

  SquadParagraphs(FilePlace place, Inbound inbound) {
    this.place = place;
    this.inbound = inbound;
    this.time = place.time();
  }

  /**
   * The items of a paragraph: the document with its probes, then the questions that are bad.
   *
   * @param index its place in the article
   * @param at where it begins
   */
  List<Item> items(ObjectNode paragraph, String title, int index, JsonLocation at) {
    String context = string(paragraph, "context", at);
    String id = documentId(title, index, context);
    Decoded<Document> read =
        inbound.document(id, title, time, context.strip(), title, place.file().toString());
    if (!(read instanceof Decoded.Good<Document> document)) {
      return List.of(bad((Decoded.Bad<?>) read, paragraph, at));
    }
    List<Probe> probes = new ArrayList<>();
    List<Item> items = new ArrayList<>();
    int number = 0;
    for (JsonNode question : list(paragraph, "qas", at)) {
      number++;
      if (question.path("is_impossible").asBoolean(false)) {
        continue;
      }
      Decoded<Probe> probe = probe(question, context, document.value(), number, at);
      if (probe instanceof Decoded.Good<Probe> good) {
        probes.add(good.value());
      } else {
        items.add(bad((Decoded.Bad<?>) probe, question, at));
      }
    }
    items.add(0, new Item.Read(document.value(), probes, place.at(at)));
    return items;
  }

  static FreshetException artefact(String message, FilePlace place, JsonLocation at) {
    return new FreshetException(
        ExitCode.ARTEFACT,
        message,
        place.at(at),
        "give a whole JSON file in SQuAD's format: data, then title, paragraphs, context and qas");
  }

  private Decoded<Probe> probe(
      JsonNode question, String context, Document document, int number, JsonLocation at) {
    String text = string(question, "question", at);
    List<String> answers = new ArrayList<>();
    for (JsonNode answer : list(question, "answers", at)) {
      String wording = string(answer, "text", at);
      if (!occurs(wording, answer.path("answer_start"), context, at)) {
        return Decoded.bad(
            Fault.INVALID, "the answer to `" + text + "` does not occur in its paragraph");
      }
      if (!answers.contains(wording)) {
        answers.add(wording);
      }
    }
    JsonNode id = question.path("id");
    return inbound.probe(
        id.isValueNode() && !id.isNull() ? id.asText() : document.id() + "#" + number,
        document.topic(),
        document.id(),
        text,
        answers,
        question.path("form").asText(Probe.Form.QUESTION.wire()),
        question.hasNonNull("was") ? string(question, "was", at) : null);
  }

  /** Anywhere: the places that files give are counted in many ways, and often wrong. */
  private boolean occurs(String answer, JsonNode start, String context, JsonLocation at) {
    if (!start.isMissingNode() && !start.isIntegralNumber()) {
      throw artefact("`answer_start` is not a whole number", place, at);
    }
    return context.contains(answer);
  }

  private String documentId(String title, int index, String context) {
    String slug = title.strip().replaceAll("[^\\p{L}\\p{N}]+", "_");
    int end = Math.min(slug.length(), MAX_SLUG);
    if (end > 0 && Character.isHighSurrogate(slug.charAt(end - 1))) {
      end--;
    }
    String digest = Digests.sha256(context).substring(0, DIGEST_CHARACTERS);
    return slug.substring(0, end) + "/" + index + "/" + digest;
  }

  private Item.Bad bad(Decoded.Bad<?> why, JsonNode raw, JsonLocation at) {
    return BadItems.of(why, raw.toString().getBytes(StandardCharsets.UTF_8), place.at(at));
  }

  private String string(JsonNode tree, String field, JsonLocation at) {
    JsonNode value = tree.path(field);
    if (!value.isTextual()) {
      String what = value.isMissingNode() ? "` is missing" : "` is not a string";
      throw artefact("`" + field + what, place, at);
    }
    return value.textValue();
  }

  private Iterable<JsonNode> list(JsonNode tree, String field, JsonLocation at) {
    JsonNode value = tree.path(field);
    if (value.isMissingNode()) {
      return List.of();
    }
    if (!value.isArray()) {
      throw artefact("`" + field + "` is not a list", place, at);
    }
    return value;
  }
}
