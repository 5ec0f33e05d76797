package dev.freshet.bench.faults;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the crash suite found.
 *
 * @param delivered kills that ended the process where they were aimed
 * @param digestEqual kills after which the weights were the oracle's, bit for bit
 * @param stepsRedone steps computed twice, for each kill or pair of kills
 * @param restarts of a pipeline that ended by itself
 */
record CrashResult(
    int kills,
    int delivered,
    int digestEqual,
    Comparison outputs,
    Quantiles recoverySeconds,
    Quantiles stepsRedone,
    int documents,
    int restarts) {

  boolean holds() {
    return delivered == kills && digestEqual == kills && outputs.isClean();
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kills", kills);
    json.put("delivered", delivered);
    json.put("digestEqual", digestEqual);
    json.put("lost", outputs.lost());
    json.put("duplicate", outputs.duplicate());
    json.put("outOfOrder", outputs.outOfOrder());
    json.put("different", outputs.different());
    json.put("recoverySeconds", recoverySeconds.json());
    json.put("stepsRedone", stepsRedone.json());
    json.put("documents", documents);
    json.put("restarts", restarts);
    return json;
  }
}
