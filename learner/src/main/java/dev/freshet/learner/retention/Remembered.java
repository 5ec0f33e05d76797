package dev.freshet.learner.retention;

import dev.freshet.learner.tokenizer.EncodedText;

/** A document that was learned, kept to be learned again. */
public record Remembered(String id, EncodedText text) {}
