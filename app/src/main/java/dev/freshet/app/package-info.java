/** The freshet command: the only room that wires the others. */
@NullMarked
package dev.freshet.app;

import org.jspecify.annotations.NullMarked;
