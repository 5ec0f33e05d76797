package dev.freshet.learner.gate;

import dev.freshet.learner.gate.NoveltyScore.ScoreDescription;

/** The documentation of all novelty scores, generated from their descriptions. */
public final class NoveltyScoresReference {
  private static final String HEAD =
      """
      # Novelty scores

      Generated from the scores in `learner/`; a test holds the two together. To write it again \
      after a change:

          mvn -pl learner -am test -Dtest=NoveltyScoresReferenceTest -Dfreshet.regenerate=true \
      -Dsurefire.failIfNoSpecifiedTests=false

      A score turns a document into a number, and the number's deviation z from the usual, in \
      standard deviations, into a novelty. The gate adds them up; the sum's rank among earlier \
      documents' is the p-value that decides. How well that works: [gate.md](../gate.md).

      | name | number | novelty | source |
      |---|---|---|---|
      """;

  private NoveltyScoresReference() {}

  /** The page docs/reference/novelty-scores.md. */
  public static String markdown() {
    StringBuilder page = new StringBuilder(HEAD);
    for (ScoreDescription row : NoveltyScores.descriptions()) {
      page.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(row.name(), row.value(), row.novelty(), row.source()));
    }
    return page.toString();
  }
}
