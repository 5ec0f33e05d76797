package dev.freshet.ingest.check;

/**
 * The bounds of a check.
 *
 * @param minWords the fewest words of a paragraph, counted between white space
 * @param maxWords the most
 * @param minQuestions the fewest questions of a paragraph, impossible ones not counted
 */
public record CheckRules(int minWords, int maxWords, int minQuestions) {
  public CheckRules {
    if (minWords < 1 || maxWords < minWords) {
      throw new IllegalArgumentException(
          "the fewest words are at least 1 and not above the most: " + minWords + ", " + maxWords);
    }
    if (minQuestions < 0) {
      throw new IllegalArgumentException("the fewest questions are not below 0: " + minQuestions);
    }
  }
}
