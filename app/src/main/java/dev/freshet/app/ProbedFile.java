package dev.freshet.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.ingest.file.SquadWriter;
import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.records.Json;
import dev.freshet.learner.probing.WrittenProbe;
import dev.freshet.learner.scoring.Question;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
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
    private final SquadWriter squad;

    private Squad(OutputStream out) throws IOException {
      squad = new SquadWriter(out);
    }

    @Override
    public void write(Document document, List<WrittenProbe> probes) throws IOException {
      List<SquadWriter.Question> questions = new ArrayList<>();
      for (WrittenProbe probe : probes) {
        questions.add(
            new SquadWriter.Question(
                document.id() + "#" + (questions.size() + 1),
                probe.prompt(),
                probe.answer(),
                document.text().codePointCount(0, probe.answerStart()),
                probe.form() == Question.Form.CLOZE ? "cloze" : null));
      }
      squad.write(document.topic(), document.text(), questions);
    }

    @Override
    public void close() throws IOException {
      squad.close();
    }
  }
}
