package dev.freshet.ingest.records;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A question whose answers are known, asked to measure what the model took up.
 *
 * <p>Its Kafka key is {@code lane/id}: see {@link Lane#probeKey}.
 *
 * @param documentId the document that holds the answer; null where it is asked regardless
 * @param question in words, or of a cloze the text up to the gap
 * @param answers right answers, at least one; the first is the one whose NLL is measured
 * @param form how it is put to the model; a question where nothing is said
 * @param was the answer that held before and is to give way; null where none did, or it is unknown
 */
public record Probe(
    String id,
    String topic,
    @Nullable String documentId,
    String question,
    List<String> answers,
    Form form,
    @Nullable String was) {
  /** How a probe is put to the model. */
  public enum Form {
    /** In words, in the model's own template. */
    QUESTION,
    /** A text that the answer goes on: no template, and nothing ends it. */
    CLOZE;

    /** As it stands in JSON. */
    @JsonValue
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Form of(String wire) {
      for (Form form : values()) {
        if (form.wire().equals(wire)) {
          return form;
        }
      }
      throw new IllegalArgumentException("`form` is not one of question, cloze");
    }
  }

  /** A question in words, on a fact that took no other's place. */
  public Probe(
      String id, String topic, @Nullable String documentId, String question, List<String> answers) {
    this(id, topic, documentId, question, answers, Form.QUESTION, null);
  }

  public Probe {
    id = Require.name(id, "id");
    topic = Require.name(topic, "topic");
    documentId = Require.optionalName(documentId, "documentId");
    question = Require.text(question, "question");
    answers =
        Require.present(answers, "answers").stream()
            .map(answer -> Require.text(answer, "answers"))
            .toList();
    Require.that(!answers.isEmpty(), "`answers` is empty");
    form = form == null ? Form.QUESTION : form;
    was = Require.optionalText(was, "was");
  }
}
