package dev.freshet.learner.redteam;

import java.util.List;

/** The attacks by name: the family's register. A new one is a file, a line here and a row there. */
public final class Attacks {
  private static final List<Attack> ALL =
      List.of(
          new GradientSign(),
          new CarliniWagner(),
          new TokenSalad(),
          new RepeatedText(),
          new Homoglyphs(),
          new OtherLanguages(),
          new TemplatedSpam(),
          new Camouflage());

  private Attacks() {}

  /** All members, in the order of the reference. */
  public static List<Attack> all() {
    return ALL;
  }
}
