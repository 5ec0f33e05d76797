/**
 * Many series under watch at once, with a bound on what is kept, and rules for points that no
 * detector should see.
 */
@NullMarked
package dev.freshet.signal.watch;

import org.jspecify.annotations.NullMarked;
