package dev.freshet.signal.anomaly;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.util.List;

/** The detectors by name. */
public final class Detectors {
  private static final List<DetectorKind> ALL =
      List.of(
          new DetectorKind(
              "windowed-gaussian",
              "The normal tail beyond a point's distance from the mean of a long window.",
              0.999999,
              WindowedGaussian::new));

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
