package dev.freshet.ingest.records;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question whose answers are known, asked to measure what the model took up.
 *
 * <p>Its Kafka key is {@code lane/id}: see {@link Lane#probeKey}.
 *
 * @param documentId the document that holds the answer; null where it is asked regardless
 * @param answers right answers, at least one; the first is the one whose NLL is measured
 * @param was the answer that held before and is to give way; null where none did, or it is unknown
 */
public record Probe(
    String id,
    String topic,
    @Nullable String documentId,
    String question,
    List<String> answers,
    @Nullable String was) {

  /** A probe of a fact that took no other's place. */
  public Probe(
      String id, String topic, @Nullable String documentId, String question, List<String> answers) {
    this(id, topic, documentId, question, answers, null);
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
    was = Require.optionalText(was, "was");
  }
}
