package dev.freshet.learner.gate;

import dev.freshet.learner.tokenizer.EncodedText;

/**
 * A document before the gate.
 *
 * @param topic what it says it is about
 * @param accepted whether somebody has let this very document in
 */
public record Candidate(EncodedText text, String topic, boolean accepted) {}
