package dev.freshet.learner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How a model is asked: the prompt's form, and what stands before the answer. A model that was
 * tuned on questions says its own in {@code freshet.json} beside its config.json.
 *
 * @param prompt holds {@code {question}} once
 * @param answerPrefix put before an answer, for instance one space
 */
public record QuestionTemplate(String prompt, String answerPrefix) {
  private static final String FILE = "freshet.json";
  private static final String SLOT = "{question}";

  /** The bare question and one space: for models that say nothing else. */
  public static final QuestionTemplate PLAIN = new QuestionTemplate(SLOT + " ", "");

  /** The form that models trained here are tuned on. */
  public static final QuestionTemplate TUNED =
      new QuestionTemplate("Question: " + SLOT + "\nAnswer:", " ");

  public QuestionTemplate {
    if (!prompt.contains(SLOT)) {
      throw new IllegalArgumentException("a prompt template holds " + SLOT);
    }
  }

  public String promptFor(String question) {
    return prompt.replace(SLOT, question);
  }

  /** The template of a model directory, or {@link #PLAIN}. */
  public static QuestionTemplate read(Path directory) {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      return PLAIN;
    }
    try {
      JsonNode json = new ObjectMapper().readTree(Files.readAllBytes(file));
      return new QuestionTemplate(
          json.path("questionPrompt").asText(), json.path("answerPrefix").asText());
    } catch (IOException | IllegalArgumentException e) {
      throw new FreshetException(
          ExitCode.ARTEFACT,
          "the question template cannot be read: " + e.getMessage(),
          file.toString(),
          "write {\"questionPrompt\": \"... {question} ...\", \"answerPrefix\": \" \"}",
          e);
    }
  }

  public void write(Path directory) throws IOException {
    Files.writeString(
        directory.resolve(FILE),
        new ObjectMapper()
                .createObjectNode()
                .put("questionPrompt", prompt)
                .put("answerPrefix", answerPrefix)
                .toPrettyString()
            + "\n");
  }
}
