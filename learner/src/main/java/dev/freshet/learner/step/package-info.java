/** One step of the fold on the language side: documents and weights in, new weights out. */
@NullMarked
package dev.freshet.learner.step;

import org.jspecify.annotations.NullMarked;
