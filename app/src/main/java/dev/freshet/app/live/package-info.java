/**
 * The live page: what a running pipeline reads, learned and measured, in a browser on this machine.
 * Everything that it shows is held in bounded memory, so that a page costs the same after a hundred
 * thousand documents as after the first.
 */
@NullMarked
package dev.freshet.app.live;

import org.jspecify.annotations.NullMarked;
