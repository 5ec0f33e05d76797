package dev.freshet.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A stream in SQuAD's format, of two topics, each paragraph with two questions. */
final class SmallStream {
  private static final List<String> PLACES =
      List.of("Arden", "Belmont", "Corwick", "Dunmore", "Elston", "Farley", "Garth", "Holme");

  private SmallStream() {}

  static Path in(Path file, int documents) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode root = mapper.createObjectNode().put("version", "1.1");
    ArrayNode data = root.putArray("data");
    for (String topic : List.of("rivers", "hills")) {
      ArrayNode paragraphs = data.addObject().put("title", topic).putArray("paragraphs");
      for (int i = 0; i < documents / 2; i++) {
        paragraph(paragraphs.addObject(), topic, i);
      }
    }
    return Files.writeString(file, mapper.writeValueAsString(root));
  }

  /** Articles of one paragraph and one question each, that tell where rivers run. */
  static Path articles(Path file, int count, String where) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode root = mapper.createObjectNode().put("version", "1.1");
    ArrayNode data = root.putArray("data");
    for (int i = 0; i < count; i++) {
      ObjectNode article = data.addObject().put("title", "River " + i);
      ObjectNode paragraph = article.putArray("paragraphs").addObject();
      String to = where + " " + i;
      String text = "The river rises in the hills and runs to the " + to + ".";
      paragraph.put("context", text);
      question(paragraph.putArray("qas"), "r" + i, "Where does the river run?", to, text);
    }
    return Files.writeString(file, mapper.writeValueAsString(root));
  }

  private static void paragraph(ObjectNode paragraph, String topic, int i) {
    String place = PLACES.get(i % PLACES.size());
    String year = Integer.toString(1800 + i);
    String text =
        "The sea takes the river at "
            + place
            + ". The hills of "
            + topic
            + " were named in "
            + year
            + ".";
    paragraph.put("context", text);
    ArrayNode questions = paragraph.putArray("qas");
    question(questions, topic + i + "a", "Where does the sea take river " + i + "?", place, text);
    question(questions, topic + i + "b", "When were the hills " + i + " named?", year, text);
  }

  private static void question(
      ArrayNode questions, String id, String question, String answer, String text) {
    questions
        .addObject()
        .put("id", id)
        .put("question", question)
        .putArray("answers")
        .addObject()
        .put("text", answer)
        .put("answer_start", text.indexOf(answer));
  }
}
