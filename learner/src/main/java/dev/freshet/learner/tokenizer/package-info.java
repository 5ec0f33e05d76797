/** Text to token ids and back, by a tokenizer.json, and the training of a new one. */
@NullMarked
package dev.freshet.learner.tokenizer;

import org.jspecify.annotations.NullMarked;
