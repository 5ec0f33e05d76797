package dev.freshet.evaluator;

import dev.freshet.ingest.records.UptakeRow.Before;
import dev.freshet.learner.snapshot.Snapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Transfer: how probes stand under a step's weights before their document comes. After each step
 * the probes of as many documents are looked at as that step had, so that in a stream whose probes
 * come in its documents' order each stands as of the step right before its own.
 */
final class Beforehand {
  private static final Logger LOG = LoggerFactory.getLogger(Beforehand.class);

  private final RememberedProbes probes;
  private final Upcoming upcoming;
  private final ProbeScorer scorer;
  private final Map<String, Integer> documents = new HashMap<>();

  Beforehand(RememberedProbes probes, Upcoming upcoming, ProbeScorer scorer) {
    this.probes = probes;
    this.upcoming = upcoming;
    this.scorer = scorer;
  }

  void expect(String lane, String documentId) {
    upcoming.expect(lane, documentId);
  }

  void came(String lane, String documentId) {
    upcoming.came(lane, documentId);
    documents.merge(lane, 1, Integer::sum);
  }

  /** Notes where probes of the next documents stand after a step, at most so many of them. */
  void measure(Snapshot snapshot, int most) {
    Integer count = documents.remove(snapshot.lane());
    List<RememberedProbe> next =
        most < 1 || count == null ? List.of() : upcoming.next(snapshot.lane(), count, most);
    double[] nll;
    try {
      nll =
          scorer.likelihoods(
              snapshot.parameters(), next.stream().map(RememberedProbe::question).toList());
    } catch (RuntimeException e) {
      LOG.warn("probes to come of lane {} cannot be scored", snapshot.lane(), e);
      return;
    }
    for (int i = 0; i < nll.length; i++) {
      if (Double.isFinite(nll[i])) {
        probes.stand(next.get(i), new Before(snapshot.step(), nll[i]));
      }
    }
  }
}
