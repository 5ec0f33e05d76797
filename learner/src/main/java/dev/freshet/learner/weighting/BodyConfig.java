package dev.freshet.learner.weighting;

import dev.freshet.learner.decoder.ModelConfig;
import dev.freshet.learner.decoder.RopeConfig;
import java.util.List;

/**
 * The shape of a small transformer within a weighting.
 *
 * @param vocabulary rows of its embedding
 * @param context the most tokens that it reads at once; longer documents are read in windows
 */
public record BodyConfig(
    int vocabulary, int width, int layers, int heads, int feedForwardWidth, int context) {
  public BodyConfig {
    if (heads < 1 || width < 1 || width % heads != 0 || width / heads % 2 != 0) {
      throw new IllegalArgumentException("width divides into heads of an even width");
    }
    decoder(vocabulary, width, layers, heads, feedForwardWidth, context);
  }

  ModelConfig decoder() {
    return decoder(vocabulary, width, layers, heads, feedForwardWidth, context);
  }

  private static ModelConfig decoder(
      int vocabulary, int width, int layers, int heads, int feedForwardWidth, int context) {
    return new ModelConfig(
        vocabulary,
        width,
        layers,
        heads,
        heads,
        width / heads,
        feedForwardWidth,
        context,
        1e-5,
        new RopeConfig(10_000, new RopeConfig.None()),
        true,
        false,
        false,
        -1,
        List.of());
  }
}
