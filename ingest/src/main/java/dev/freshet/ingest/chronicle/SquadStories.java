package dev.freshet.ingest.chronicle;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;

/**
 * SQuAD's format: an article for each run of documents of one topic, a paragraph a document. It has
 * no place for answers that stand elsewhere, so those probes are left out, and the spans too.
 */
final class SquadStories implements StoryWriter {
  private final JsonGenerator json;
  private String topic = "";

  SquadStories(OutputStream out) throws IOException {
    json = JsonFactory.builder().build().createGenerator(out);
    json.writeStartObject();
    json.writeStringField("version", "1.1");
    json.writeArrayFieldStart("data");
  }

  @Override
  public void write(Story story) throws IOException {
    if (!topic.equals(story.topic())) {
      endArticle();
      topic = story.topic();
      json.writeRaw('\n');
      json.writeStartObject();
      json.writeStringField("title", topic);
      json.writeArrayFieldStart("paragraphs");
    }
    json.writeRaw('\n');
    json.writeStartObject();
    json.writeStringField("context", story.text());
    json.writeArrayFieldStart("qas");
    for (Story.Question probe : story.probes()) {
      if (probe.start() >= 0) {
        question(probe);
      }
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void question(Story.Question probe) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", probe.id());
    json.writeStringField("question", probe.question());
    json.writeArrayFieldStart("answers");
    json.writeStartObject();
    json.writeStringField("text", probe.answer());
    json.writeNumberField("answer_start", probe.start());
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
