/**
 * Measures of what a model knows: answer likelihood, SQuAD's F1 and exact match, damage elsewhere.
 */
@NullMarked
package dev.freshet.learner.scoring;

import org.jspecify.annotations.NullMarked;
