package dev.freshet.learner.gate;

/**
 * How many characters a token covers: few in scripts and tongues that the vocabulary was not made
 * for, whose bytes are then easy to predict and show no surprise.
 */
final class CharactersPerToken implements NoveltyScore {
  @Override
  public ScoreDescription description() {
    return new ScoreDescription(
        "characters", "characters per token", "4 max(0, -z - 2)", "tokenizer fertility, inverted");
  }

  @Override
  public double of(Glance glance) {
    String text = glance.reading().text();
    return (double) text.codePointCount(0, text.length()) / glance.reading().tokens();
  }

  @Override
  public double novelty(double z) {
    return 4 * NoveltyScore.below(z, 2);
  }
}
