package dev.freshet.ingest.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes SQuAD's format as it comes: an article for each run of paragraphs of one topic, each on a
 * line. Not safe for several threads.
 */
public final class SquadWriter implements Closeable {
  private final JsonGenerator json;
  private String topic = "";

  /**
   * A question with its answer.
   *
   * @param start of the answer in the paragraph, in code points
   * @param form written in a field of its own; null for none
   */
  public record Question(
      String id, String question, String answer, int start, @Nullable String form) {}

  /** Begins a file; closing this closes the stream. */
  public SquadWriter(OutputStream out) throws IOException {
    json = JsonFactory.builder().build().createGenerator(out);
    json.writeStartObject();
    json.writeStringField("version", "1.1");
    json.writeArrayFieldStart("data");
  }

  /** Writes a paragraph. */
  public void write(String ofTopic, String text, List<Question> questions) throws IOException {
    if (!topic.equals(ofTopic)) {
      endArticle();
      topic = ofTopic;
      json.writeRaw('\n');
      json.writeStartObject();
      json.writeStringField("title", topic);
      json.writeArrayFieldStart("paragraphs");
    }
    json.writeRaw('\n');
    json.writeStartObject();
    json.writeStringField("context", text);
    json.writeArrayFieldStart("qas");
    for (Question question : questions) {
      write(question);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void write(Question question) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", question.id());
    json.writeStringField("question", question.question());
    if (question.form() != null) {
      json.writeStringField("form", question.form());
    }
    json.writeArrayFieldStart("answers");
    json.writeStartObject();
    json.writeStringField("text", question.answer());
    json.writeNumberField("answer_start", question.start());
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
  }

  private void endArticle() throws IOException {
    if (!topic.isEmpty()) {
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  @Override
  public void close() throws IOException {
    endArticle();
    json.writeEndArray();
    json.writeEndObject();
    json.writeRaw('\n');
    json.close();
  }
}
