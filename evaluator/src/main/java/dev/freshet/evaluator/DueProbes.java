package dev.freshet.evaluator;

import dev.freshet.evaluator.ProbeScorer.Scores;
import dev.freshet.evaluator.RememberedProbe.Due;
import dev.freshet.ingest.records.Probe;
import dev.freshet.ingest.records.UptakeRow;
import dev.freshet.learner.scoring.AnswerScore;
import dev.freshet.learner.scoring.Question;
import dev.freshet.learner.snapshot.Snapshot;
import dev.freshet.learner.snapshot.SnapshotSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way from probes that are due to their rows: a snapshot is found for each, and those of one
 * snapshot are scored together. What cannot be scored is counted, and stops nothing.
 */
final class DueProbes {
  private static final Logger LOG = LoggerFactory.getLogger(DueProbes.class);

  private final SnapshotSource snapshots;
  private final ProbeScorer scorer;
  private final RememberedProbes probes;
  private final EvaluatorMetrics metrics;

  DueProbes(
      SnapshotSource snapshots,
      ProbeScorer scorer,
      RememberedProbes probes,
      EvaluatorMetrics metrics) {
    this.snapshots = snapshots;
    this.scorer = scorer;
    this.probes = probes;
    this.metrics = metrics;
  }

  /** Rows of what finds a snapshot; what finds none waits for its lane's next one. */
  List<UptakeRow> rows(List<RememberedProbe> due) {
    Map<Snapshot, List<RememberedProbe>> bySnapshot = new LinkedHashMap<>();
    for (RememberedProbe probe : due) {
      Optional<Snapshot> found = snapshots.find(probe.lane(), probe.due().step());
      if (found.isPresent()) {
        bySnapshot.computeIfAbsent(found.get(), snapshot -> new ArrayList<>()).add(probe);
      } else {
        probes.await(probe, probe.due());
        metrics.deferred();
      }
    }
    List<UptakeRow> rows = new ArrayList<>();
    bySnapshot.forEach((snapshot, asked) -> rows.addAll(scored(snapshot, asked)));
    return rows;
  }

  private List<UptakeRow> scored(Snapshot snapshot, List<RememberedProbe> asked) {
    asked.forEach(probes::settle);
    RememberedProbe last = asked.get(asked.size() - 1);
    List<Scores> scores;
    try {
      scores =
          scorer.score(snapshot, questions(asked), most -> questions(probes.following(last, most)));
    } catch (RuntimeException e) {
      LOG.warn("{} probes of lane {} cannot be scored", asked.size(), snapshot.lane(), e);
      asked.forEach(probe -> metrics.failed());
      return List.of();
    }
    List<UptakeRow> rows = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      if (scores.get(i).areFinite()) {
        rows.add(row(asked.get(i), snapshot.step(), scores.get(i)));
      } else {
        metrics.failed();
      }
    }
    return rows;
  }

  private static List<Question> questions(List<RememberedProbe> probes) {
    return probes.stream().map(probe -> Questions.of(probe.probe())).toList();
  }

  private static UptakeRow row(RememberedProbe remembered, long scoredStep, Scores scores) {
    Probe probe = remembered.probe();
    Due due = remembered.due();
    AnswerScore base = scores.base();
    AnswerScore now = scores.now();
    return new UptakeRow(
        probe.id(),
        probe.documentId(),
        remembered.lane(),
        probe.topic(),
        due.step(),
        scoredStep,
        scoredStep - due.step(),
        base.nll(),
        now.nll(),
        base.nll() - now.nll(),
        now.tokens(),
        base.f1(),
        now.f1(),
        base.exactMatch(),
        now.exactMatch(),
        base.answer(),
        now.answer(),
        due.time());
  }
}
