package dev.freshet.app;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.records.Json;
import dev.freshet.learner.probing.WrittenProbe;
import dev.freshet.learner.scoring.Question;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Documents with their probes, written one after another. Not safe for several threads. */
interface ProbedFile extends Closeable {

  void write(Document document, List<WrittenProbe> probes) throws IOException;

  /** A JSON object a line: the document's fields, and {@code probes}. */
  static ProbedFile lines(OutputStream out) {
    return new Lines(out);
  }

  /**
   * SQuAD's format: an article for each run of documents of one topic. A cloze says so in a field
   * of its own, {@code form}.
   */
  static ProbedFile squad(OutputStream out) throws IOException {
    return new Squad(out);
  }

  /** JSON Lines. */
  final class Lines implements ProbedFile {
    private final OutputStream out;

    private Lines(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(Document document, List<WrittenProbe> probes) throws IOException {
      ObjectNode line = Json.MAPPER.valueToTree(document);
      ArrayNode list = line.putArray("probes");
      for (WrittenProbe probe : probes) {
        ObjectNode tree = list.addObject().put("question", probe.prompt());
        tree.putArray("answers").add(probe.answer());
        if (probe.form() == Question.Form.CLOZE) {
          tree.put("form", "cloze");
        }
      }
      out.write(Json.bytes(line));
      out.write('\n');
    }

    @Override
    public void close() throws IOException {
      out.flush();
    }
  }

  /** One JSON document. */
  final class Squad implements ProbedFile {
    private final JsonGenerator json;
    private String topic = "";

    private Squad(OutputStream out) throws IOException {
      json = JsonFactory.builder().build().createGenerator(out);
      json.writeStartObject();
      json.writeStringField("version", "1.1");
      json.writeArrayFieldStart("data");
    }

    @Override
    public void write(Document document, List<WrittenProbe> probes) throws IOException {
      if (!topic.equals(document.topic())) {
        endArticle();
        topic = document.topic();
        json.writeStartObject();
        json.writeStringField("title", topic);
        json.writeArrayFieldStart("paragraphs");
      }
      json.writeRaw('\n');
      json.writeStartObject();
      json.writeStringField("context", document.text());
      json.writeArrayFieldStart("qas");
      for (int i = 0; i < probes.size(); i++) {
        question(document, probes.get(i), i + 1);
      }
      json.writeEndArray();
      json.writeEndObject();
    }

    private void question(Document document, WrittenProbe probe, int number) throws IOException {
      json.writeStartObject();
      json.writeStringField("id", document.id() + "#" + number);
      json.writeStringField("question", probe.prompt());
      if (probe.form() == Question.Form.CLOZE) {
        json.writeStringField("form", "cloze");
      }
      json.writeArrayFieldStart("answers");
      json.writeStartObject();
      json.writeStringField("text", probe.answer());
      json.writeNumberField("answer_start", document.text().codePointCount(0, probe.answerStart()));
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
}
