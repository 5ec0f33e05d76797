package dev.freshet.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.scoring.RankAuc;
import dev.freshet.learner.tokenizer.EncodedText;
import dev.freshet.learner.weighting.TokenWeighting;
import dev.freshet.learner.weighting.Weighed;
import dev.freshet.learner.weighting.WeightingState;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A text in which spans are marked.
 *
 * @param marked its marked UTF-16 units
 */
record MarkedText(String text, BitSet marked) {

  /** Reads JSON Lines of {@code text} and {@code news}. */
  static List<MarkedText> read(Path file) {
    List<MarkedText> texts = new ArrayList<>();
    ObjectMapper mapper = new ObjectMapper();
    int number = 0;
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        if (!line.isBlank()) {
          texts.add(of(mapper.readTree(line), file + " line " + number));
        }
      }
    } catch (IOException e) {
      throw unusable("it cannot be read as JSON Lines", file + " line " + number);
    }
    if (texts.isEmpty()) {
      throw unusable("it holds no documents", file.toString());
    }
    return texts;
  }

  private static MarkedText of(JsonNode json, String where) {
    JsonNode text = json.path("text");
    if (!text.isTextual() || !json.path("news").isArray()) {
      throw unusable("it lacks `text` or `news`", where);
    }
    BitSet marked = new BitSet();
    for (JsonNode span : json.path("news")) {
      int start = span.path("start").asInt(-1);
      int end = span.path("end").asInt(-1);
      if (start < 0 || end < start || end > text.asText().length()) {
        throw unusable("a span does not lie within the text: " + span, where);
      }
      marked.set(start, end);
    }
    return new MarkedText(text.asText(), marked);
  }

  private static FreshetException unusable(String what, String where) {
    return new FreshetException(
        ExitCode.ARTEFACT,
        what,
        where,
        "give lines such as {\"text\": \"...\", \"news\": [{\"start\": 0, \"end\": 4}]}");
  }

  /** Of many texts the tokens and the sentences, each with its weight and its mark. */
  static final class Tally {
    private final Scores tokens = new Scores();
    private final Scores sentences = new Scores();

    /** Weighs a text; returns what the weighting remembers of it. */
    WeightingState add(
        LanguageModel model, TokenWeighting weighting, WeightingState state, MarkedText text) {
      EncodedText encoded = model.tokenizer().encode(text.text());
      Weighed weighed = WeighedText.weigh(model, weighting, state, encoded);
      for (int i = 0; i < weighed.weights().length; i++) {
        tokens.add(
            weighed.weights()[i], text.isMarked(encoded.starts()[i + 1], encoded.ends()[i + 1]));
      }
      addSentences(text, encoded, weighed.weights());
      return weighed.state();
    }

    /** A sentence weighs the mean of its tokens. */
    private void addSentences(MarkedText text, EncodedText encoded, float[] weights) {
      int token = 0;
      int from = 0;
      for (String sentence : Sentences.of(text.text())) {
        int to = from + sentence.length();
        double sum = 0;
        int first = token;
        while (token < weights.length && encoded.starts()[token + 1] < to) {
          sum += weights[token++];
        }
        if (token > first) {
          sentences.add(sum / (token - first), text.isMarked(from, to));
        }
        from = to;
      }
    }

    Scores tokens() {
      return tokens;
    }

    Scores sentences() {
      return sentences;
    }
  }

  /** Whether one of these UTF-16 units is. */
  private boolean isMarked(int from, int to) {
    int next = marked.nextSetBit(from);
    return next >= 0 && next < to;
  }

  /** Weights and marks of many things. */
  static final class Scores {
    private final List<Double> scores = new ArrayList<>();
    private final BitSet marks = new BitSet();

    private void add(double score, boolean marked) {
      marks.set(scores.size(), marked);
      scores.add(score);
    }

    /** How likely a marked one weighs more than another. */
    double auc() {
      boolean[] all = new boolean[scores.size()];
      marks.stream().forEach(i -> all[i] = true);
      return RankAuc.of(scores.stream().mapToDouble(Double::doubleValue).toArray(), all);
    }

    int count() {
      return scores.size();
    }

    int marked() {
      return marks.cardinality();
    }
  }
}
