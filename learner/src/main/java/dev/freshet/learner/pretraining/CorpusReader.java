package dev.freshet.learner.pretraining;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.pretraining.CorpusDocument.QuestionAnswer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * Reads training text: JSON Lines with {@code text} and perhaps {@code probes} (or TimeQA's
 * tokenised {@code context}, questions and targets), SQuAD-format JSON, or plain text with blank
 * lines between documents; each possibly gzipped.
 */
public final class CorpusReader {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern HEADING = Pattern.compile("\\s*(=\\s*)+.*=\\s*");

  private CorpusReader() {}

  /** Hands each document of a file on, in file order. */
  public static void read(Path file, Consumer<CorpusDocument> sink) {
    String name = String.valueOf(file.getFileName()).replaceFirst("\\.gz$", "");
    try (InputStream raw = Files.newInputStream(file);
        InputStream in =
            String.valueOf(file).endsWith(".gz") ? new GZIPInputStream(raw, 1 << 16) : raw) {
      if (name.endsWith(".json") && !startsLines(file)) {
        squad(JSON.readTree(in), sink);
      } else if (name.endsWith(".jsonl") || name.endsWith(".json")) {
        lines(file, in, sink);
      } else {
        plain(in, sink);
      }
    } catch (JsonProcessingException e) {
      throw unreadable(file, "line " + e.getLocation().getLineNr() + " is not JSON", e);
    } catch (IOException e) {
      throw unreadable(file, "it cannot be read: " + e.getMessage(), e);
    }
  }

  /** Whether a .json file is really JSON Lines: its first line is a whole object. */
  private static boolean startsLines(Path file) throws IOException {
    try (InputStream raw = Files.newInputStream(file);
        InputStream in =
            String.valueOf(file).endsWith(".gz") ? new GZIPInputStream(raw, 1 << 16) : raw) {
      String first = reader(in).readLine();
      return first != null
          && first.startsWith("{")
          && !first.contains("\"data\"")
          && first.endsWith("}");
    }
  }

  private static BufferedReader reader(InputStream in) {
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  private static void lines(Path file, InputStream in, Consumer<CorpusDocument> sink)
      throws IOException {
    BufferedReader reader = reader(in);
    String previous = "";
    int number = 0;
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      JsonNode json = parsed(file, number, line);
      if (json.hasNonNull("text")) {
        sink.accept(
            new CorpusDocument(
                json.path("title").asText(""), json.path("text").asText(), probes(json)));
      } else if (json.hasNonNull("context")) {
        previous = timeQuestions(json, previous, sink);
      }
    }
  }

  /** Questions that stand beside their document, as `freshet generate probes` puts them. */
  private static List<QuestionAnswer> probes(JsonNode document) {
    List<QuestionAnswer> questions = new ArrayList<>();
    for (JsonNode probe : document.path("probes")) {
      String answer = probe.path("answers").path(0).asText("").strip();
      if (probe.path("form").asText("question").equals("question") && !answer.isEmpty()) {
        questions.add(new QuestionAnswer(probe.path("question").asText().strip(), answer));
      }
    }
    return questions;
  }

  private static JsonNode parsed(Path file, int number, String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw unreadable(file, "line " + number + " is not JSON", e);
    }
  }

  /** One TimeQA record; several follow each other with the same article, which is given once. */
  private static String timeQuestions(
      JsonNode json, String previous, Consumer<CorpusDocument> sink) {
    String title = json.path("idx").asText("").replaceFirst("#.*", "");
    List<QuestionAnswer> questions = new ArrayList<>();
    String answer = json.path("targets").path(0).asText("");
    if (!answer.isBlank()) {
      questions.add(
          new QuestionAnswer(untokenised(json.path("question").asText()), untokenised(answer)));
    }
    boolean repeated = title.equals(previous);
    sink.accept(
        new CorpusDocument(
            title, repeated ? "" : untokenised(json.path("context").asText()), questions));
    return title;
  }

  /** Takes the spaces out that a tokeniser put round punctuation. */
  static String untokenised(String text) {
    return text.replaceAll(" ([,.;:!?)\\]%])", "$1")
        .replaceAll("([(\\[$]) ", "$1")
        .replaceAll(" (n't|'s|'re|'ve|'ll|'d|'m)\\b", "$1")
        .replaceAll("``\\s*|\\s*''", "\"")
        .replaceAll(" +", " ")
        .strip();
  }

  private static void squad(JsonNode root, Consumer<CorpusDocument> sink) {
    for (JsonNode article : root.path("data")) {
      for (JsonNode paragraph : article.path("paragraphs")) {
        List<QuestionAnswer> questions = new ArrayList<>();
        for (JsonNode qa : paragraph.path("qas")) {
          if (!qa.path("answers").isEmpty()) {
            questions.add(
                new QuestionAnswer(
                    qa.path("question").asText().strip(),
                    qa.path("answers").get(0).path("text").asText().strip()));
          }
        }
        sink.accept(
            new CorpusDocument(
                article.path("title").asText(""), paragraph.path("context").asText(), questions));
      }
    }
  }

  private static void plain(InputStream in, Consumer<CorpusDocument> sink) throws IOException {
    BufferedReader reader = reader(in);
    StringBuilder text = new StringBuilder();
    String title = "";
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      boolean heading = HEADING.matcher(line).matches();
      if ((line.isBlank() || heading) && !text.isEmpty()) {
        sink.accept(new CorpusDocument(title, text.toString(), List.of()));
        text.setLength(0);
      }
      if (heading) {
        title = line.replace("=", "").strip();
      } else if (!line.isBlank()) {
        text.append(text.isEmpty() ? "" : "\n").append(line.strip());
      }
    }
    if (!text.isEmpty()) {
      sink.accept(new CorpusDocument(title, text.toString(), List.of()));
    }
  }

  private static FreshetException unreadable(Path file, String what, Exception cause) {
    boolean missing = !Files.exists(file);
    return new FreshetException(
        ExitCode.ARTEFACT,
        missing ? "there is no such file" : "this is not a corpus: " + what,
        file.toString(),
        "give JSON Lines with a text field, SQuAD-format JSON, or plain text",
        cause);
  }
}
