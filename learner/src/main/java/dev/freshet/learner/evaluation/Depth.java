package dev.freshet.learner.evaluation;

/** How closely answers are looked at. */
public enum Depth {
  /** Their likelihood alone: enough to choose a learning rate by. */
  LIKELIHOOD,
  /** Greedy answers too. */
  ANSWERS
}
