package dev.freshet.learner.redteam;

import dev.freshet.tensor.CounterRandom;

/** The beginning of the document, again and again, as long as the document was. */
record RepeatedText() implements Attack {
  private static final int REPEATED = 80;

  @Override
  public AttackDescription description() {
    return new AttackDescription(
        "repeated-text",
        "its first " + REPEATED + " characters over and over, at its length",
        "nothing",
        "loops of crawlers and of generated text");
  }

  @Override
  public String of(String text, Victim victim, CounterRandom random) {
    int end = text.offsetByCodePoints(0, Math.min(REPEATED, text.codePointCount(0, text.length())));
    String part = text.substring(0, end).strip() + " ";
    return part.repeat(Math.max(2, text.length() / part.length())).strip();
  }
}
