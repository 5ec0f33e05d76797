package dev.freshet.evaluator;

import dev.freshet.evaluator.ProbeScorer.Scores;
import dev.freshet.evaluator.Rivals.Standing;
import dev.freshet.ingest.records.Probe;
import dev.freshet.ingest.records.UptakeRow;
import dev.freshet.learner.scoring.AnswerScore;
import dev.freshet.learner.scoring.Question;
import dev.freshet.learner.snapshot.Snapshot;
import dev.freshet.learner.snapshot.SnapshotSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
  private final Rivals rivals;
  private final EvaluatorMetrics metrics;

  DueProbes(
      SnapshotSource snapshots,
      ProbeScorer scorer,
      RememberedProbes probes,
      Rivals rivals,
      EvaluatorMetrics metrics) {
    this.snapshots = snapshots;
    this.scorer = scorer;
    this.probes = probes;
    this.rivals = rivals;
    this.metrics = metrics;
  }

  /**
   * Rows of what finds a snapshot, of one lane; what finds none waits for its lane's next one.
   * Later steps find the same snapshot or a later one, so one at a time is held.
   */
  List<UptakeRow> rows(List<Asking> due) {
    List<UptakeRow> rows = new ArrayList<>();
    List<Asking> left = new ArrayList<>(due);
    while (!left.isEmpty()) {
      Asking first = Collections.min(left, Comparator.comparingLong(Asking::step));
      try (@Nullable Snapshot snapshot = find(first)) {
        if (snapshot == null) {
          left.forEach(this::defer);
          break;
        }
        long step = snapshot.step() < first.step() ? Long.MAX_VALUE : snapshot.step();
        rows.addAll(
            scored(snapshot, left.stream().filter(asking -> asking.step() <= step).toList()));
        left.removeIf(asking -> asking.step() <= step);
      }
    }
    return rows;
  }

  private @Nullable Snapshot find(Asking asking) {
    return snapshots.find(asking.probe().lane(), asking.step()).orElse(null);
  }

  private void defer(Asking asking) {
    if (probes.await(asking.probe(), asking.document())) {
      metrics.deferred();
    }
  }

  private List<UptakeRow> scored(Snapshot snapshot, List<Asking> asked) {
    asked.forEach(asking -> probes.settle(asking.probe()));
    RememberedProbe last = asked.get(asked.size() - 1).probe();
    List<Scores> scores;
    List<Standing> standings;
    try {
      scores =
          scorer.score(
              snapshot,
              questions(asked.stream().map(Asking::probe).toList()),
              most -> questions(probes.following(last, most)));
      double[] right = scores.stream().mapToDouble(score -> score.now().nll()).toArray();
      standings = rivals.standings(snapshot, asked, right);
    } catch (RuntimeException e) {
      LOG.warn("{} probes of lane {} cannot be scored", asked.size(), snapshot.lane(), e);
      asked.forEach(asking -> metrics.failed());
      return List.of();
    }
    List<UptakeRow> rows = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      if (scores.get(i).areFinite()) {
        rows.add(row(asked.get(i), snapshot.step(), scores.get(i), standings.get(i)));
      } else {
        metrics.failed();
      }
    }
    return rows;
  }

  private static List<Question> questions(List<RememberedProbe> probes) {
    return probes.stream().map(RememberedProbe::question).toList();
  }

  private static UptakeRow row(Asking asking, long scoredStep, Scores scores, Standing standing) {
    Probe probe = asking.probe().probe();
    AnswerScore base = scores.base();
    AnswerScore now = scores.now();
    return new UptakeRow(
        probe.id(),
        probe.documentId(),
        asking.probe().lane(),
        probe.topic(),
        probe.question(),
        probe.answers().get(0),
        asking.document().step(),
        asking.lag(),
        asking.step(),
        scoredStep,
        scoredStep - asking.document().step(),
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
        asking.lag() == 0 ? asking.probe().before() : null,
        asking.course(),
        standing.superseded(),
        standing.rank(),
        asking.document().time());
  }
}
