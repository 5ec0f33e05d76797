package dev.freshet.ingest.chronicle;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** {@code {id, topic, time, title, text, news, known, probes}}, a line each. */
final class JsonLinesStories implements StoryWriter {
  private final JsonGenerator json;

  JsonLinesStories(OutputStream out) throws IOException {
    json = JsonFactory.builder().build().createGenerator(out);
    json.setRootValueSeparator(null);
  }

  @Override
  public void write(Story story) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", story.id());
    json.writeStringField("topic", story.topic());
    json.writeStringField("time", story.time().toString());
    json.writeStringField("title", story.title());
    json.writeStringField("text", story.text());
    spans("news", story.news());
    spans("known", story.known());
    json.writeArrayFieldStart("probes");
    for (Story.Question probe : story.probes()) {
      probe(probe);
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeRaw('\n');
  }

  private void spans(String field, List<Story.Span> spans) throws IOException {
    json.writeArrayFieldStart(field);
    for (Story.Span span : spans) {
      json.writeStartObject();
      json.writeNumberField("start", span.start());
      json.writeNumberField("end", span.end());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void probe(Story.Question probe) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", probe.id());
    json.writeStringField("kind", probe.kind().written());
    json.writeStringField("relation", probe.relation());
    json.writeStringField("question", probe.question());
    json.writeArrayFieldStart("answers");
    json.writeString(probe.answer());
    json.writeEndArray();
    if (probe.was() != null) {
      json.writeStringField("was", probe.was());
    }
    if (probe.told() != null) {
      json.writeStringField("told", probe.told());
    }
    json.writeEndObject();
  }

  @Override
  public void close() throws IOException {
    json.close();
  }
}
