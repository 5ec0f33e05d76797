package dev.freshet.learner.gate;

import java.util.Optional;

/**
 * Decides which documents are learned. A pure function of a document and of what is remembered;
 * safe for several threads.
 */
public interface Gate {
  /** Lets everything in, and says nothing. */
  Gate OPEN =
      new Gate() {
        @Override
        public boolean isOpen() {
          return true;
        }

        @Override
        public boolean judgesFirst(Candidate candidate) {
          return false;
        }

        @Override
        public Optional<Judgement> beforeReading(Candidate candidate, GateState state) {
          return Optional.empty();
        }

        @Override
        public Judged judge(Candidate candidate, Reading reading, GateState state) {
          return new Judged(Judgement.of(Judgement.Verdict.LEARN), state);
        }
      };

  /** What the gate says, and what it remembers from there on. */
  record Judged(Judgement judgement, GateState state) {}

  /** Whether it judges nothing, so that nothing need be read for it. */
  boolean isOpen();

  /**
   * Whether a document may have to be held back, so that it must be judged before it is learned.
   */
  boolean judgesFirst(Candidate candidate);

  /** A judgement that needs no reading; empty where one does. */
  Optional<Judgement> beforeReading(Candidate candidate, GateState state);

  /** The judgement on a document that was read. */
  Judged judge(Candidate candidate, Reading reading, GateState state);
}
