package dev.freshet.signal.anomaly;

import dev.freshet.signal.archive.Archive;
import java.util.List;

/**
 * The mean surprise of several views, half of it averaged over the last points, as one minus a
 * probability: 0.99 is one point in a hundred.
 *
 * <p>An event is told once. After an alarm above 0 later points have to be clearly more surprising
 * to raise another, until 200 points have passed.
 */
final class Blend implements Detector {
  private static final int QUIET = 200;
  private static final int AVERAGED = 6;
  private static final double CLEARLY = 0.2;
  private static final double LEAST = 0.7;

  private final List<Surprise> views;
  private final double[] recent = new double[AVERAGED];
  private long count;
  private double told;
  private long toldAt = -QUIET;

  Blend(List<Surprise> views) {
    this.views = List.copyOf(views);
  }

  @Override
  public Anomaly next(long second, double value) {
    double surprise = smoothed(mean(second, value));
    double score = 1 - Math.pow(10, -surprise);
    if (count - toldAt > QUIET) {
      told = 0;
    }
    if (surprise < LEAST || surprise <= told + CLEARLY) {
      return new Anomaly(score, 0);
    }
    told = surprise;
    toldAt = count;
    return new Anomaly(score, score);
  }

  private double mean(long second, double value) {
    double sum = 0;
    int known = 0;
    for (Surprise view : views) {
      double surprise = view.of(second, value);
      if (!Double.isNaN(surprise)) {
        sum += surprise;
        known++;
      }
    }
    return known == 0 ? 0 : sum / known;
  }

  private double smoothed(double surprise) {
    recent[(int) (count % AVERAGED)] = surprise;
    count++;
    double sum = 0;
    for (double one : recent) {
      sum += one;
    }
    return (surprise + sum / Math.min(count, AVERAGED)) / 2;
  }

  @Override
  public void keep(Archive archive) {
    archive.each(recent);
    count = archive.of(count);
    told = archive.of(told);
    toldAt = archive.of(toldAt);
    views.forEach(view -> view.keep(archive));
  }
}
