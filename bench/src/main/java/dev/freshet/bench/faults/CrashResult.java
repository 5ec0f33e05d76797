package dev.freshet.bench.faults;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the crash suite found.
 *
 * @param delivered kills that ended the process where they were aimed
 * @param stepsRedone steps computed twice, for each kill or pair of kills
 */
record CrashResult(
    int kills,
    int delivered,
    Stage.Outcome outcome,
    Quantiles recoverySeconds,
    Quantiles stepsRedone) {

  boolean holds() {
    return delivered == kills && outcome.digestEqual() == kills && outcome.outputs().isClean();
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kills", kills);
    json.put("delivered", delivered);
    json.put("digestEqual", outcome.digestEqual());
    json.putAll(outcome.outputs().json());
    json.put("recoverySeconds", recoverySeconds.json());
    json.put("stepsRedone", stepsRedone.json());
    json.put("documents", outcome.documents());
    json.put("restarts", outcome.restarts());
    return json;
  }
}
