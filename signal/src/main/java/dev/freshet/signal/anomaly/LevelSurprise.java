package dev.freshet.signal.anomaly;

import dev.freshet.signal.archive.Archive;

/** How far a value lies from every value seen before. */
final class LevelSurprise implements Surprise {
  private static final double RADIUS = 0.02;

  private final Prototypes seen = new Prototypes(1, RADIUS);
  private final Spread spread = new Spread();
  private final Tail tail = new Tail();
  private final double[] point = new double[1];
  private final double[] scale = new double[1];

  @Override
  public double of(long second, double value) {
    spread.add(value);
    scale[0] = spread.scale();
    point[0] = value;
    return tail.surprise(seen.learn(point, scale));
  }

  @Override
  public void keep(Archive archive) {
    seen.keep(archive);
    spread.keep(archive);
    tail.keep(archive);
  }
}
