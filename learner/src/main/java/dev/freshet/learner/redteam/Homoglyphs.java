package dev.freshet.learner.redteam;

import dev.freshet.tensor.CounterRandom;

/** Latin letters that give way to Cyrillic ones of the same look. */
record Homoglyphs() implements Attack {
  private static final String LATIN = "aceopxyiABCEHKMOPTX";
  private static final String CYRILLIC = "асеорхуіАВСЕНКМОРТХ";
  private static final double SHARE = 0.3;

  @Override
  public AttackDescription description() {
    return new AttackDescription(
        "homoglyphs",
        "three in ten of the letters that have a Cyrillic twin become that",
        "nothing",
        "Boucher et al. 2022");
  }

  @Override
  public String of(String text, Victim victim, CounterRandom random) {
    StringBuilder written = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      int twin = LATIN.indexOf(text.charAt(i));
      written.append(
          twin >= 0 && random.nextDouble() < SHARE ? CYRILLIC.charAt(twin) : text.charAt(i));
    }
    return written.toString();
  }
}
