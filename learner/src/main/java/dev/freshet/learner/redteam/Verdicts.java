package dev.freshet.learner.redteam;

import dev.freshet.learner.gate.Judgement;
import dev.freshet.learner.scoring.RankAuc;
import java.util.ArrayList;
import java.util.List;

/** What a gate said of the documents of one stream. */
final class Verdicts {
  private static final String DISTANCE = "distance";

  private final Scores novelty = new Scores();
  private final Scores distance = new Scores();
  private int usual;
  private int usualHeld;
  private int hostile;
  private int hostileLearned;

  /** Numbers of both kinds, the higher the stranger. */
  static final class Scores {
    private final List<Double> usual = new ArrayList<>();
    private final List<Double> hostile = new ArrayList<>();

    void add(boolean isHostile, double score) {
      (isHostile ? hostile : usual).add(score);
    }

    /** NaN where one of the kinds is missing. */
    double auroc() {
      double[] scores = new double[usual.size() + hostile.size()];
      boolean[] positive = new boolean[scores.length];
      for (int i = 0; i < scores.length; i++) {
        positive[i] = i >= usual.size();
        scores[i] = positive[i] ? hostile.get(i - usual.size()) : usual.get(i);
      }
      return RankAuc.of(scores, positive);
    }
  }

  void add(boolean isHostile, Judgement judgement) {
    novelty.add(isHostile, judgement.score());
    Double far = judgement.scores().get(DISTANCE);
    if (far != null) {
      distance.add(isHostile, far);
    }
    if (isHostile) {
      hostile++;
      hostileLearned += judgement.isLearned() ? 1 : 0;
    } else {
      usual++;
      usualHeld += judgement.isLearned() ? 0 : 1;
    }
  }

  /** By the sum that the gate ranks. */
  double auroc() {
    return novelty.auroc();
  }

  /** By the Mahalanobis distance alone. */
  double aurocOfDistance() {
    return distance.auroc();
  }

  /** The share of hostile documents that was learned. */
  double letThrough() {
    return (double) hostileLearned / hostile;
  }

  /** The share of usual documents that was not. */
  double usualHeldBack() {
    return (double) usualHeld / usual;
  }
}
