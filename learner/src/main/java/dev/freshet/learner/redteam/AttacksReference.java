package dev.freshet.learner.redteam;

/** The documentation of all attacks, generated from their descriptions. */
public final class AttacksReference {
  private static final String HEAD =
      """
      # Attacks

      Generated from the attacks in `learner/`; a test holds the two together. To write it again \
      after a change:

          mvn -pl learner -am test -Dtest=AttacksReferenceTest -Dfreshet.regenerate=true \
      -Dsurefire.failIfNoSpecifiedTests=false

      `freshet gate red-team` makes hostile documents of usual ones, each by one of these, and \
      shows what the gate lets through and what that does: [gate.md](../gate.md).

      | name | makes of a document | knows of the model | source |
      |---|---|---|---|
      """;

  private AttacksReference() {}

  /** The page docs/reference/attacks.md. */
  public static String markdown() {
    StringBuilder page = new StringBuilder(HEAD);
    for (Attack attack : Attacks.all()) {
      Attack.AttackDescription row = attack.description();
      page.append(
          "| `%s` | %s | %s | %s |\n".formatted(row.name(), row.does(), row.knows(), row.source()));
    }
    return page.toString();
  }
}
