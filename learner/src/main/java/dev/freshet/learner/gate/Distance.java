package dev.freshet.learner.gate;

/**
 * How far the document's pooled hidden state lies from those before: the logarithm of its squared
 * Mahalanobis distance under a shrunk covariance.
 */
final class Distance implements NoveltyScore {
  @Override
  public ScoreDescription description() {
    return new ScoreDescription(
        "distance",
        "log of the squared Mahalanobis distance of the pooled hidden state, in "
            + Projection.DIMENSIONS
            + " random projections",
        "0.5 z",
        "Lee et al. 2018; Ledoit and Wolf 2004");
  }

  @Override
  public double of(Glance glance) {
    return Math.log(glance.distance() + 1e-12);
  }

  @Override
  public double novelty(double z) {
    return 0.5 * z;
  }

  @Override
  public boolean isRelative() {
    return true;
  }
}
