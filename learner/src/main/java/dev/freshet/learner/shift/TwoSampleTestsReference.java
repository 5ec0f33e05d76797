package dev.freshet.learner.shift;

/** The documentation of all two-sample tests, generated from their descriptions. */
public final class TwoSampleTestsReference {
  private static final String HEAD =
      """
      # Two-sample tests

      Generated from the tests in `learner/`; a test holds the two together. To write it again \
      after a change:

          mvn -pl learner -am test -Dtest=TwoSampleTestsReferenceTest -Dfreshet.regenerate=true \
      -Dsurefire.failIfNoSpecifiedTests=false

      Has the stream moved? A window of recent documents against a reference, each document a \
      vector. The p-value is the distance's rank among those of B random partitions of the same N \
      vectors. `freshet gate evaluate` shows them at work: [gate.md](../gate.md).

      | name | distance | time | source |
      |---|---|---|---|
      """;

  private TwoSampleTestsReference() {}

  /** The page docs/reference/two-sample-tests.md. */
  public static String markdown() {
    StringBuilder page = new StringBuilder(HEAD);
    for (TwoSampleTest test : TwoSampleTests.all()) {
      TwoSampleTest.TestDescription row = test.description();
      page.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(row.name(), row.statistic(), row.cost(), row.source()));
    }
    return page.toString();
  }
}
