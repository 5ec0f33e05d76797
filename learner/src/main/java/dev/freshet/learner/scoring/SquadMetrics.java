package dev.freshet.learner.scoring;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;

/**
 * Token F1 and exact match of a predicted answer, as SQuAD defines them (Rajpurkar et al. 2016):
 * case, ASCII punctuation, the articles <i>a, an, the</i> and extra spaces do not count; of several
 * accepted answers the best counts.
 */
public final class SquadMetrics {
  private SquadMetrics() {}

  /** 0 to 1: the harmonic mean of precision and recall over tokens. */
  public static double f1(String prediction, List<String> answers) {
    return best(prediction, answers, SquadMetrics::f1);
  }

  /** 1 or 0. */
  public static double exactMatch(String prediction, List<String> answers) {
    return best(prediction, answers, (p, a) -> normalise(p).equals(normalise(a)) ? 1 : 0);
  }

  /**
   * 1 where the prediction, cut to the length of the shortest answer, is that answer; else 0. So Hu
   * et al. (2023) count an exact match: what follows the right answer is forgiven.
   */
  public static double prefixMatch(String prediction, List<String> answers) {
    String gold =
        answers.stream()
            .map(SquadMetrics::normalise)
            .min(Comparator.comparingInt(String::length))
            .orElse("");
    String said = normalise(prediction);
    return gold.isEmpty() ? (said.isEmpty() ? 1 : 0) : said.startsWith(gold) ? 1 : 0;
  }

  /** Whether one of the answers stands in a text, as whole words. */
  public static boolean holds(String text, List<String> answers) {
    String padded = " " + normalise(text) + " ";
    return answers.stream()
        .map(SquadMetrics::normalise)
        .anyMatch(answer -> !answer.isEmpty() && padded.contains(" " + answer + " "));
  }

  private static double best(
      String prediction, List<String> answers, ToDoubleBiFunction<String, String> metric) {
    return answers.stream()
        .mapToDouble(answer -> metric.applyAsDouble(prediction, answer))
        .max()
        .orElse(0);
  }

  private static double f1(String prediction, String answer) {
    List<String> predicted = tokens(prediction);
    List<String> gold = tokens(answer);
    Map<String, Integer> left = new HashMap<>();
    gold.forEach(token -> left.merge(token, 1, Integer::sum));
    int common = 0;
    for (String token : predicted) {
      if (left.merge(token, -1, Integer::sum) >= 0) {
        common++;
      }
    }
    if (common == 0) {
      return 0;
    }
    double precision = (double) common / predicted.size();
    double recall = (double) common / gold.size();
    return 2 * precision * recall / (precision + recall);
  }

  private static List<String> tokens(String text) {
    String normalised = normalise(text);
    return normalised.isEmpty() ? List.of() : Arrays.asList(normalised.split(" "));
  }

  static String normalise(String text) {
    return text.toLowerCase(Locale.ROOT)
        .replaceAll("[!-/:-@\\[-`{-~]", "")
        .replaceAll("(?U)\\b(a|an|the)\\b", " ")
        .replaceAll("(?U)\\s+", " ")
        .strip();
  }
}
