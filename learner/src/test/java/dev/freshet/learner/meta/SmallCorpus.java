package dev.freshet.learner.meta;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A SQuAD-format file of made-up rivers: what differs between documents is what is asked for. */
final class SmallCorpus {
  private static final String[] COLOURS = {"red", "green", "blue", "white", "black", "grey"};
  private static final String[] STONES = {"stone", "steel", "brick", "wood"};

  private SmallCorpus() {}

  static Path write(Path file, int articles) {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode root = mapper.createObjectNode();
    ArrayNode data = root.putArray("data");
    for (int a = 0; a < articles; a++) {
      ObjectNode article = data.addObject().put("title", "River " + a);
      ArrayNode paragraphs = article.putArray("paragraphs");
      for (int p = 0; p < 2; p++) {
        String colour = COLOURS[(a * 5 + p * 2) % COLOURS.length];
        String stone = STONES[(a * 3 + p) % STONES.length];
        ObjectNode paragraph = paragraphs.addObject();
        paragraph.put(
            "context", "The bridge over the river is " + colour + " and built of " + stone + ".");
        ArrayNode questions = paragraph.putArray("qas");
        ask(questions, "What colour is the bridge?", colour);
        ask(questions, "What is the bridge built of?", stone);
      }
    }
    try {
      Files.writeString(file, root.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  private static void ask(ArrayNode questions, String question, String answer) {
    ObjectNode qa = questions.addObject().put("question", question).put("id", question + answer);
    qa.putArray("answers").addObject().put("text", answer).put("answer_start", 0);
  }
}
