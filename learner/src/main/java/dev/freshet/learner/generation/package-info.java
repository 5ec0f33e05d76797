/** Text from a model: greedy or sampled, many prompts at once, each token computed once. */
@NullMarked
package dev.freshet.learner.generation;

import org.jspecify.annotations.NullMarked;
