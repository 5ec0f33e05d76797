package dev.freshet.signal.anomaly;

import dev.freshet.signal.archive.Archive;

/**
 * How far the least and the largest of the last 12 values, as a pair, lie from every such pair
 * before. It sees bursts, stillness and shifts that no single value gives away. A pair is learned
 * only once it shares no value with the newest.
 */
final class EnvelopeSurprise implements Surprise {
  private static final int WIDTH = 12;
  private static final double RADIUS = 0.05;

  private final Prototypes seen = new Prototypes(2, RADIUS);
  private final Spread low = new Spread();
  private final Spread high = new Spread();
  private final Tail tail = new Tail();
  private final double[] values = new double[WIDTH];
  private final double[][] waiting = new double[WIDTH][2];
  private final double[] pair = new double[2];
  private final double[] scale = new double[2];
  private long count;

  @Override
  public double of(long second, double value) {
    int slot = (int) (count % WIDTH);
    values[slot] = value;
    pair[0] = value;
    pair[1] = value;
    for (int i = 0; i < Math.min(count + 1, WIDTH); i++) {
      pair[0] = Math.min(pair[0], values[i]);
      pair[1] = Math.max(pair[1], values[i]);
    }
    low.add(pair[0]);
    high.add(pair[1]);
    scale[0] = low.scale();
    scale[1] = high.scale();
    if (count >= WIDTH) {
      seen.learn(waiting[slot], scale);
    }
    double distance = seen.distance(pair, scale);
    System.arraycopy(pair, 0, waiting[slot], 0, 2);
    count++;
    return tail.surprise(distance);
  }

  @Override
  public void keep(Archive archive) {
    archive.each(values);
    archive.each(waiting);
    count = archive.of(count);
    seen.keep(archive);
    low.keep(archive);
    high.keep(archive);
    tail.keep(archive);
  }
}
