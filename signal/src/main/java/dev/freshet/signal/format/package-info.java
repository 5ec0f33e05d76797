/** Readers of signal files. */
@NullMarked
package dev.freshet.signal.format;

import org.jspecify.annotations.NullMarked;
