package dev.freshet.learner.decoder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The frequencies of the rotary position embedding (Su et al. 2021).
 *
 * @param theta the base of the geometric series of wavelengths
 * @param scaling how the frequencies are stretched for longer contexts
 */
public record RopeConfig(double theta, Scaling scaling) {
  /** A stretch of the frequencies. */
  public sealed interface Scaling {}

  /** Frequencies as they are. */
  public record None() implements Scaling {}

  /** Every frequency divided by a factor (position interpolation, Chen et al. 2023). */
  public record Linear(double factor) implements Scaling {}

  /**
   * Llama 3's rule: long wavelengths are divided by {@code factor}, short ones kept, those between
   * interpolated.
   */
  public record Llama3(
      double factor, double lowFrequencyFactor, double highFrequencyFactor, double originalContext)
      implements Scaling {}

  /** Reads {@code rope_theta} and {@code rope_scaling}, or the newer {@code rope_parameters}. */
  static RopeConfig parse(JsonNode json) {
    JsonNode scaling =
        json.path("rope_parameters").isObject()
            ? json.path("rope_parameters")
            : json.path("rope_scaling");
    double theta =
        scaling.hasNonNull("rope_theta")
            ? ModelConfig.number(scaling, "rope_theta", 10_000)
            : ModelConfig.number(json, "rope_theta", 10_000);
    require(theta > 0, "rope_theta is above 0");
    String type = scaling.path("rope_type").asText(scaling.path("type").asText("default"));
    return new RopeConfig(
        theta,
        switch (type) {
          case "default" -> new None();
          case "linear" -> new Linear(positive(scaling, "factor"));
          case "llama3" -> llama3(scaling);
          default ->
              throw new IllegalArgumentException(
                  "rope_type is " + type + ", not default, linear or llama3");
        });
  }

  private static Llama3 llama3(JsonNode scaling) {
    Llama3 rule =
        new Llama3(
            positive(scaling, "factor"),
            positive(scaling, "low_freq_factor"),
            positive(scaling, "high_freq_factor"),
            positive(scaling, "original_max_position_embeddings"));
    require(
        rule.highFrequencyFactor() > rule.lowFrequencyFactor(),
        "rope_scaling's high_freq_factor is above low_freq_factor");
    return rule;
  }

  private static double positive(JsonNode json, String field) {
    JsonNode node = json.path(field);
    require(!node.isMissingNode() && !node.isNull(), "rope_scaling's " + field + " is missing");
    require(node.isNumber(), "rope_scaling's " + field + " is no number");
    require(node.asDouble() > 0, "rope_scaling's " + field + " is above 0");
    return node.asDouble();
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }

  void write(ObjectNode json) {
    json.put("rope_theta", theta);
    if (scaling instanceof Linear linear) {
      json.putObject("rope_scaling").put("rope_type", "linear").put("factor", linear.factor());
    } else if (scaling instanceof Llama3 llama3) {
      json.putObject("rope_scaling")
          .put("rope_type", "llama3")
          .put("factor", llama3.factor())
          .put("low_freq_factor", llama3.lowFrequencyFactor())
          .put("high_freq_factor", llama3.highFrequencyFactor())
          .put("original_max_position_embeddings", llama3.originalContext());
    }
  }

  /** Radians per position for each pair of a head's components: {@code [headWidth / 2]}. */
  double[] frequencies(int headWidth) {
    double[] frequencies = new double[headWidth / 2];
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] = scaled(Math.pow(theta, -2.0 * i / headWidth));
    }
    return frequencies;
  }

  private double scaled(double frequency) {
    if (scaling instanceof Linear linear) {
      return frequency / linear.factor();
    }
    if (scaling instanceof Llama3 rule) {
      double wavelength = 2 * Math.PI / frequency;
      double smooth =
          (rule.originalContext() / wavelength - rule.lowFrequencyFactor())
              / (rule.highFrequencyFactor() - rule.lowFrequencyFactor());
      double kept = Math.min(1, Math.max(0, smooth));
      return (1 - kept) * frequency / rule.factor() + kept * frequency;
    }
    return frequency;
  }
}
