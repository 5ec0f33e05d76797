/**
 * Probes without labels: questions and clozes written from any text by rules, each answered by a
 * span of that text.
 */
@NullMarked
package dev.freshet.learner.probing;

import org.jspecify.annotations.NullMarked;
