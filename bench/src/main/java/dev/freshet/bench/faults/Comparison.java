package dev.freshet.bench.faults;

import dev.freshet.ingest.records.Adaptation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The committed outputs of a run beside those of the oracle, document by document.
 *
 * @param lost decided by the oracle alone
 * @param duplicate decided again, or by the run alone
 * @param outOfOrder after a document that the oracle decided later
 * @param different decided otherwise: another step, loss, norm or weight, to the last bit
 */
record Comparison(int lost, int duplicate, int outOfOrder, int different) {

  static Comparison of(List<Adaptation> run, List<Adaptation> oracle) {
    Map<String, Integer> places = new HashMap<>();
    for (Adaptation adaptation : oracle) {
      if (places.put(adaptation.documentId(), places.size()) != null) {
        throw new IllegalStateException("the oracle decided twice: " + adaptation.documentId());
      }
    }
    Set<String> met = new HashSet<>();
    int different = 0;
    int duplicate = 0;
    int outOfOrder = 0;
    int furthest = -1;
    for (Adaptation adaptation : run) {
      Integer place = places.get(adaptation.documentId());
      if (place == null || !met.add(adaptation.documentId())) {
        duplicate++;
        continue;
      }
      if (place < furthest) {
        outOfOrder++;
      }
      furthest = Math.max(furthest, place);
      if (!timeless(adaptation).equals(timeless(oracle.get(place)))) {
        different++;
      }
    }
    return new Comparison(places.size() - met.size(), duplicate, outOfOrder, different);
  }

  boolean isClean() {
    return lost == 0 && duplicate == 0 && outOfOrder == 0 && different == 0;
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("lost", lost);
    json.put("duplicate", duplicate);
    json.put("outOfOrder", outOfOrder);
    json.put("different", different);
    return json;
  }

  /** Without what differs between two runs in any case: the milliseconds that a step took. */
  private static Adaptation timeless(Adaptation a) {
    return new Adaptation(
        a.documentId(),
        a.lane(),
        a.topic(),
        a.decision(),
        a.reason(),
        a.step(),
        0,
        a.lastOfStep(),
        a.tokens(),
        a.time(),
        a.lossBefore(),
        a.novelty(),
        a.topWeights(),
        a.gradientNorm(),
        a.updateNorm(),
        a.weightGrowth(),
        0,
        a.weighting(),
        a.stepFactor(),
        a.rehearsed());
  }
}
