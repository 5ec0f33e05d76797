package dev.freshet.learner.probing;

import java.util.Comparator;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Verbs of making and owning: "directed by" asks "who directed", "owned by" asks "who owns". */
final class Makers {
  private Makers() {}

  private static final Map<String, String> VERBS =
      Map.ofEntries(
          Map.entry("directed", "directed"),
          Map.entry("written and directed", "wrote and directed"),
          Map.entry("produced and directed", "produced and directed"),
          Map.entry("directed and produced", "directed and produced"),
          Map.entry("written", "wrote"),
          Map.entry("composed", "composed"),
          Map.entry("produced", "produced"),
          Map.entry("designed", "designed"),
          Map.entry("developed", "developed"),
          Map.entry("published", "published"),
          Map.entry("founded", "founded"),
          Map.entry("established", "established"),
          Map.entry("created", "created"),
          Map.entry("built", "built"),
          Map.entry("constructed", "constructed"),
          Map.entry("discovered", "discovered"),
          Map.entry("invented", "invented"),
          Map.entry("painted", "painted"),
          Map.entry("recorded", "recorded"),
          Map.entry("owned", "owns"),
          Map.entry("operated", "operates"),
          Map.entry("manufactured", "manufactured"),
          Map.entry("distributed", "distributed"),
          Map.entry("described", "described"),
          Map.entry("acquired", "acquired"));

  /** The longer first: "written and directed" is not "written". */
  static final String PARTICIPLES =
      VERBS.keySet().stream()
          .sorted(
              Comparator.comparingInt(String::length).reversed().thenComparing(Function.identity()))
          .collect(Collectors.joining("|"));

  /** The verb for "who ...?" of a participle. */
  static String verb(String participle) {
    return VERBS.getOrDefault(participle, participle);
  }
}
