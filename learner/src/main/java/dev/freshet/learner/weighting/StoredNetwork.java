package dev.freshet.learner.weighting;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.learner.decoder.ModelConfig;
import java.util.Map;

/** A network that an artefact can hold: it knows its own shape. */
public interface StoredNetwork extends WeightingNetwork {
  WeightingDescription description();

  @Override
  default String name() {
    return description().name();
  }

  /** Names and shapes of all parameters. */
  Map<String, long[]> parameterShapes();

  /** The shape as the artefact's config.json has it. */
  ObjectNode toJson();

  /** Whether it reads the base model's hidden states, and so goes with that model only. */
  boolean readsBase();

  /** Why it cannot weigh for a model of this shape; the empty text where it can. */
  String misfit(ModelConfig base);
}
