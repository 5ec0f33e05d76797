/**
 * Gradient transformations in the style of Optax: a pair of pure functions over an explicit state,
 * so that every optimizer can be chained, saved and resumed by construction.
 */
@NullMarked
package dev.freshet.learner.gradient;

import org.jspecify.annotations.NullMarked;
