package dev.freshet.learner.gate;

import dev.freshet.learner.tokenizer.EncodedText;

/**
 * A document before the gate.
 *
 * @param id by which a newer version of it is known
 * @param topic what it says it is about
 * @param accepted whether somebody has let this very document in
 */
public record Candidate(String id, EncodedText text, String topic, boolean accepted) {
  /** The same, let in by somebody. */
  Candidate letIn() {
    return new Candidate(id, text, topic, true);
  }
}
