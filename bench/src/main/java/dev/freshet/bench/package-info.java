/** Benchmarks that time both sides in one run. */
@NullMarked
package dev.freshet.bench;

import org.jspecify.annotations.NullMarked;
