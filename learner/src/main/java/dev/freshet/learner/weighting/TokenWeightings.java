package dev.freshet.learner.weighting;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.util.List;

/** The weightings by name. */
public final class TokenWeightings {
  private static final List<TokenWeighting> ALL =
      List.of(new UniformWeighting(), new SalientWeighting());

  private TokenWeightings() {}

  public static List<String> names() {
    return ALL.stream().map(TokenWeighting::name).toList();
  }

  /**
   * The weighting of that name.
   *
   * @throws FreshetException if there is none
   */
  public static TokenWeighting named(String name) {
    return ALL.stream()
        .filter(weighting -> weighting.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new FreshetException(
                    ExitCode.CONFIGURATION,
                    "there is no weighting " + name,
                    "adapter.weighting",
                    "choose one of " + String.join(", ", names())));
  }
}
