/** Pieces of pages that need nothing but themselves: no script, no file, no network. */
@NullMarked
package dev.freshet.evaluator.report;

import org.jspecify.annotations.NullMarked;
