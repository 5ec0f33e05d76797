/** Files, read with bounds and written so that a kill leaves the old one or the new one. */
@NullMarked
package dev.freshet.ingest.file;

import org.jspecify.annotations.NullMarked;
