package dev.freshet.learner.evaluation;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The search for a method's learning rate on validation documents: rates a constant factor apart
 * around a first guess, and further ones wherever what is sought may lie beyond the last.
 *
 * <p>The damage at which methods are compared comes from the first method's own curve: there it has
 * {@link #SHARE} of the most that it ever gains. At the top of a curve more damage buys nothing;
 * well below it, it still does.
 */
public final class RateSweep {
  /** From one rate to the next. */
  public static final double FACTOR = 1.5;

  /** Of a method's highest gain. */
  public static final double SHARE = 0.8;

  private static final int AROUND = 2;
  private static final int MOST = 24;
  private static final int MOST_BEYOND = 7;

  private final double start;
  private final Tried tried;

  /** Tries a method on the validation documents. */
  @FunctionalInterface
  public interface Tried {
    List<Trial> at(double[] rates);
  }

  /**
   * What a sweep found.
   *
   * @param rate the one of most gain within the damage allowed
   * @param atEdge whether it is the lowest or the highest that was tried: a better one may lie
   *     beyond
   */
  public record Found(Curve curve, double rate, boolean atEdge) {}

  /**
   * @param start the first guess
   */
  public RateSweep(double start, Tried tried) {
    this.start = start;
    this.tried = tried;
  }

  /** Sweeps until the most gain, and {@link #SHARE} of it below that, lie between rates tried. */
  public Curve toThePeak() {
    return sweep(
        curve -> peak(curve) == curve.lowest() || curve.gain(curve.lowest()) > SHARE * top(curve),
        curve -> peak(curve) == curve.highest());
  }

  /** Sweeps until two rates enclose a damage and the best within it has neighbours. */
  public Found within(double damage) {
    Curve curve =
        sweep(
            now -> now.best(damage).orElse(now.lowest()) == now.lowest(),
            now -> now.kl(now.highest()) <= damage);
    double rate = curve.best(damage).orElse(curve.lowest());
    return new Found(curve, rate, rate == curve.lowest() || rate == curve.highest());
  }

  /** The stream's curve at the chosen rate and its two neighbours. */
  public static Curve around(double rate, Tried tried) {
    return Curve.of(tried.at(neighbours(rate)));
  }

  private static double[] neighbours(double rate) {
    return new double[] {rate / FACTOR, rate, rate * FACTOR};
  }

  /**
   * The stream's curve: at the chosen rate and its two neighbours, and at further ones only as far
   * as it takes to enclose a damage. Nothing is chosen by it.
   */
  public static Curve enclosing(double rate, double damage, Tried tried) {
    List<Trial> trials = new ArrayList<>(tried.at(neighbours(rate)));
    for (int beyond = 2; beyond <= MOST_BEYOND; beyond++) {
      Curve curve = Curve.of(trials);
      double step = Math.pow(FACTOR, beyond);
      if (curve.kl(curve.lowest()) > damage) {
        trials.addAll(tried.at(new double[] {rate / step}));
      } else if (curve.kl(curve.highest()) < damage) {
        trials.addAll(tried.at(new double[] {rate * step}));
      } else {
        break;
      }
    }
    return Curve.of(trials);
  }

  private Curve sweep(Predicate<Curve> wantsLower, Predicate<Curve> wantsHigher) {
    int low = -AROUND;
    int high = AROUND;
    List<Trial> trials = new ArrayList<>(tried.at(rates(low, high)));
    while (true) {
      Curve curve = Curve.of(trials);
      boolean down = wantsLower.test(curve);
      boolean up = wantsHigher.test(curve);
      if (!(down || up) || high - low + 1 >= MOST) {
        return curve;
      }
      if (down) {
        trials.addAll(tried.at(rates(low - AROUND, low - 1)));
        low -= AROUND;
      }
      if (up) {
        trials.addAll(tried.at(rates(high + 1, high + AROUND)));
        high += AROUND;
      }
    }
  }

  private double[] rates(int from, int to) {
    double[] rates = new double[to - from + 1];
    for (int i = 0; i < rates.length; i++) {
      rates[i] = start * Math.pow(FACTOR, from + i);
    }
    return rates;
  }

  /**
   * The damage at which methods are compared, to two digits.
   *
   * @param curve the first method's, to its peak
   */
  public static double budget(Curve curve) {
    double wanted = SHARE * top(curve);
    List<Double> rates = curve.rates();
    double budget = curve.kl(rates.get(0));
    for (int i = 1; i < rates.size() && curve.gain(rates.get(i - 1)) < wanted; i++) {
      double low = curve.gain(rates.get(i - 1));
      double high = curve.gain(rates.get(i));
      double share = high <= wanted ? 1 : (wanted - low) / (high - low);
      double from = Math.log(curve.kl(rates.get(i - 1)));
      budget = Math.exp(from + share * (Math.log(curve.kl(rates.get(i))) - from));
    }
    return new BigDecimal(budget).round(new MathContext(2)).doubleValue();
  }

  private static double peak(Curve curve) {
    return curve.best(Double.POSITIVE_INFINITY).orElse(curve.lowest());
  }

  private static double top(Curve curve) {
    return curve.gain(peak(curve));
  }
}
