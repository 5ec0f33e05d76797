/**
 * The state of detectors and forecasts as bytes. A class names its fields once, in one method that
 * serves both ways, so that writing and reading cannot drift apart.
 */
@NullMarked
package dev.freshet.signal.archive;

import org.jspecify.annotations.NullMarked;
