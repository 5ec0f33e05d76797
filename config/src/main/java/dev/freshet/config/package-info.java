/** Settings: one record per concern, validated where they are read, documented from code. */
@NullMarked
package dev.freshet.config;

import org.jspecify.annotations.NullMarked;
