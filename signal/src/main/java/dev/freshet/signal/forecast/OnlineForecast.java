package dev.freshet.signal.forecast;

import dev.freshet.signal.archive.Archive;
import dev.freshet.signal.archive.Archived;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The forecast of one series that is watched value by value: the network reads the last {@value
 * ForecastNetwork#CONTEXT} values and says the next {@value ForecastNetwork#HORIZON}, and every
 * fourth time learns from what has come of what it said. It says nothing before it has so many
 * values.
 *
 * <p>Values that did not come are taken as forecast, and nothing is learned from them; after a gap
 * longer than the horizon it begins again, and keeps what it learned. Not safe for use by several
 * threads; the network may be shared on one.
 */
public final class OnlineForecast implements Archived {
  private static final int LEARN_EVERY = 4;
  private static final int HELD = ForecastNetwork.CONTEXT + ForecastNetwork.HORIZON;

  private final Forecaster network;
  private final double[] held = new double[HELD];
  private final double[][] ahead =
      new double[ForecastNetwork.HORIZON][ForecastNetwork.LEVELS.size()];
  private @Nullable Adaptation adaptation;

  /** Values in {@code held}, which end at its end. */
  private int known;

  /** Values that came one after the other, up to the newest. */
  private long whole;

  /** How many steps {@code ahead} reaches from here; 0 where nothing is forecast. */
  private int steps;

  public OnlineForecast(Forecaster network) {
    this.network = network;
  }

  /** Quantiles {@code [steps, levels]} of what comes next; without rows where it cannot say. */
  public double[][] ahead() {
    double[][] copy = new double[steps][];
    for (int i = 0; i < steps; i++) {
      copy[i] = ahead[i].clone();
    }
    return copy;
  }

  /** The median of the next value, NaN where it cannot say. */
  public double expected() {
    return steps == 0 ? Double.NaN : ahead[0][ForecastNetwork.MEDIAN];
  }

  /** Takes in the next value, which is finite. */
  public void next(double value) {
    push(value);
    whole++;
    if (known < ForecastNetwork.CONTEXT) {
      return;
    }
    if (isFlat()) {
      for (double[] quantiles : ahead) {
        Arrays.fill(quantiles, value);
      }
      steps = ahead.length;
      return;
    }
    boolean learns = known == HELD && whole >= HELD && whole % LEARN_EVERY == 0;
    int[] origins = learns ? new int[] {ForecastNetwork.CONTEXT, HELD} : new int[] {HELD};
    var readings = network.read(held, origins);
    if (learns) {
      double[] came = Arrays.copyOfRange(held, ForecastNetwork.CONTEXT, HELD);
      adapted().learn(readings.get(0), came);
    }
    Forecaster.Reading newest = readings.get(origins.length - 1);
    double[][] said = adaptation == null ? newest.unadapted() : adaptation.forecast(newest);
    for (int h = 0; h < said.length; h++) {
      Arrays.sort(said[h]);
      System.arraycopy(said[h], 0, ahead[h], 0, said[h].length);
    }
    steps = said.length;
  }

  /** Whether all that the network would read is one value: it needs no network to go on. */
  private boolean isFlat() {
    for (int i = HELD - ForecastNetwork.CONTEXT; i < HELD; i++) {
      if (held[i] != held[HELD - 1]) {
        return false;
      }
    }
    return true;
  }

  /** Takes note that so many values did not come. */
  public void missed(long values) {
    if (values <= 0) {
      return;
    }
    whole = 0;
    if (values > ForecastNetwork.HORIZON || known == 0) {
      known = 0;
      steps = 0;
      return;
    }
    for (int i = 0; i < values; i++) {
      push(steps == 0 ? held[HELD - 1] : ahead[Math.min(i, steps - 1)][ForecastNetwork.MEDIAN]);
    }
    int left = Math.max(0, steps - (int) values);
    for (int h = 0; h < left; h++) {
      System.arraycopy(ahead[h + (int) values], 0, ahead[h], 0, ahead[h].length);
    }
    steps = left;
  }

  private void push(double value) {
    System.arraycopy(held, 1, held, 0, HELD - 1);
    held[HELD - 1] = value;
    known = Math.min(HELD, known + 1);
  }

  private Adaptation adapted() {
    Adaptation made = adaptation == null ? new Adaptation() : adaptation;
    adaptation = made;
    return made;
  }

  @Override
  public void keep(Archive archive) {
    archive.each(held);
    known = archive.of(known);
    whole = archive.of(whole);
    steps = archive.of(steps);
    archive.each(ahead);
    if (archive.of(adaptation != null)) {
      adapted().keep(archive);
    }
  }
}
