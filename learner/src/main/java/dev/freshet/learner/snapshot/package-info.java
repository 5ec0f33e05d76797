/** Copies of a lane's weights as they stood after a step, for whoever measures them. */
@NullMarked
package dev.freshet.learner.snapshot;

import org.jspecify.annotations.NullMarked;
