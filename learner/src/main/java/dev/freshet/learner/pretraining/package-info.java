/** Training a base model from text: vocabulary, packed rows, one resumable loop, a model card. */
@NullMarked
package dev.freshet.learner.pretraining;

import org.jspecify.annotations.NullMarked;
