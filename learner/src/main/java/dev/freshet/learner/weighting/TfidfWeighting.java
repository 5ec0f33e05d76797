package dev.freshet.learner.weighting;

import dev.freshet.learner.Quantiles;
import dev.freshet.learner.tokenizer.EncodedText;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A token counts as much as its word, by term frequency and inverse document frequency, the
 * frequencies being those of the stream up to and with this document:
 *
 * <pre>
 * idf = ln((1 + n) / (1 + df)) + 1        value = count * idf, the document's values at L2 norm 1
 * </pre>
 *
 * <p>A word has two letters or digits at least; all else weighs 0, and so does the lowest twentieth
 * of the tokens that weigh something, as in the baseline of Hu et al. (2023). Values are far below
 * 1: compare at learning rates of their own.
 */
public final class TfidfWeighting implements TokenWeighting {
  static final WeightingDescription DESCRIPTION =
      new WeightingDescription(
          "tfidf",
          "tf-idf of its word, the document at L2 norm 1, the lowest 5 % at 0",
          "remembers document frequencies (a count-min sketch, 512 KiB)",
          "Hu et al. 2023, TF-IDF; here over the stream so far");

  private static final String DOCUMENTS = "documents";
  private static final String FREQUENCIES = "frequencies";
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}_]{2,}");
  private static final double LOWEST_SHARE = 0.05;

  @Override
  public WeightingDescription description() {
    return DESCRIPTION;
  }

  @Override
  public WeightingState initial() {
    return state(0, new double[CountMinSketch.SIZE]);
  }

  private static WeightingState state(double documents, double[] frequencies) {
    return WeightingState.of(Map.of(DOCUMENTS, new double[] {documents}, FREQUENCIES, frequencies));
  }

  @Override
  public Weighed weigh(WeightingInput input, WeightingState state) {
    Map<String, Integer> counts = counts(input.text().text());
    double documents = state.slot(DOCUMENTS, 1)[0] + 1;
    double[] frequencies = state.slot(FREQUENCIES, CountMinSketch.SIZE);
    counts.keySet().forEach(word -> CountMinSketch.add(frequencies, word));
    Map<String, Double> values = values(counts, documents, frequencies);
    return new Weighed(weights(input.text(), values), state(documents, frequencies));
  }

  private static Map<String, Integer> counts(String text) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    Matcher words = WORD.matcher(text);
    while (words.find()) {
      counts.merge(key(words.group()), 1, Integer::sum);
    }
    return counts;
  }

  private static String key(String word) {
    return word.toLowerCase(java.util.Locale.ROOT);
  }

  private static Map<String, Double> values(
      Map<String, Integer> counts, double documents, double[] frequencies) {
    Map<String, Double> values = new LinkedHashMap<>();
    double squares = 0;
    for (Map.Entry<String, Integer> entry : counts.entrySet()) {
      double frequency = CountMinSketch.count(frequencies, entry.getKey());
      double value = entry.getValue() * (Math.log((1 + documents) / (1 + frequency)) + 1);
      values.put(entry.getKey(), value);
      squares += value * value;
    }
    double norm = Math.sqrt(squares);
    values.replaceAll((word, value) -> value / norm);
    return values;
  }

  private static float[] weights(EncodedText text, Map<String, Double> values) {
    float[] units = new float[text.text().length()];
    Matcher words = WORD.matcher(text.text());
    while (words.find()) {
      float value = values.getOrDefault(key(words.group()), 0.0).floatValue();
      Arrays.fill(units, words.start(), words.end(), value);
    }
    float[] weights = new float[Math.max(0, text.length() - 1)];
    for (int i = 0; i < weights.length; i++) {
      for (int unit = text.starts()[i + 1]; unit < text.ends()[i + 1]; unit++) {
        weights[i] = Math.max(weights[i], units[unit]);
      }
    }
    return withoutLowest(weights);
  }

  private static float[] withoutLowest(float[] weights) {
    double[] sorted = positive(weights);
    if (sorted.length > 0) {
      double least = Quantiles.of(sorted, LOWEST_SHARE);
      for (int i = 0; i < weights.length; i++) {
        weights[i] = weights[i] < least ? 0 : weights[i];
      }
    }
    return weights;
  }

  private static double[] positive(float[] weights) {
    double[] found = new double[weights.length];
    int count = 0;
    for (float weight : weights) {
      if (weight > 0) {
        found[count++] = weight;
      }
    }
    double[] sorted = Arrays.copyOf(found, count);
    Arrays.sort(sorted);
    return sorted;
  }
}
