package dev.freshet.signal.anomaly;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.util.List;
import java.util.function.Supplier;

/** The detectors by name. */
public final class Detectors {
  /** Thresholds are the best on half of the benchmark's series (docs/signals.md). */
  private static final List<DetectorKind> ALL =
      List.of(
          new DetectorKind(
              "windowed-gaussian",
              "The normal tail beyond a point's distance from the mean of a long window.",
              0.999999,
              WindowedGaussian::new),
          blend(
              "relative-entropy",
              0.9667,
              "Distance of the last 52 values' histogram from every histogram before.",
              List.of(RelativeEntropySurprise::new)),
          blend(
              "residual",
              0.9647,
              "Distance of a value from an exponentially weighted mean, in deviations.",
              List.of(ResidualSurprise::new)),
          blend(
              "knn",
              0.9927,
              "Mean distance of the last 8 values, as a vector, to its 5 nearest of the last 400.",
              List.of(NeighbourSurprise::new)),
          blend(
              "level",
              0.9594,
              "Distance of a value from every value before.",
              List.of(LevelSurprise::new)),
          blend(
              "envelope",
              0.9352,
              "Distance of the least and largest of 12 values from every such pair before.",
              List.of(EnvelopeSurprise::new)),
          blend(
              "daily",
              0.9554,
              "Distance of a value from all values at about the same time of earlier days.",
              List.of(() -> new DailySurprise(1))),
          blend(
              "blend",
              0.94,
              "The mean surprise of level, envelope and daily, the last also of means of 6 values.",
              List.of(
                  LevelSurprise::new,
                  EnvelopeSurprise::new,
                  () -> new DailySurprise(1),
                  () -> new DailySurprise(6))));

  /** The one that is used unless another is asked for. */
  public static final String DEFAULT = "blend";

  private static DetectorKind blend(
      String name, double threshold, String says, List<Supplier<Surprise>> views) {
    return new DetectorKind(
        name, says, threshold, () -> new Blend(views.stream().map(Supplier::get).toList()));
  }

  private Detectors() {}

  public static List<DetectorKind> all() {
    return ALL;
  }

  /**
   * The detector of that name.
   *
   * @throws FreshetException if there is none
   */
  public static DetectorKind named(String name) {
    return ALL.stream()
        .filter(kind -> kind.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new FreshetException(
                    ExitCode.USAGE,
                    "there is no detector " + name,
                    "--detector",
                    "choose one of "
                        + String.join(", ", ALL.stream().map(DetectorKind::name).toList())));
  }
}
