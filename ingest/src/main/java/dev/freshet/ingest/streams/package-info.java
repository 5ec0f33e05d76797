/**
 * What Kafka's clients run under: properties that keep the promises, with the user's own on top
 * wherever they do not break one, and the instance id that makes a restart take seconds.
 */
@NullMarked
package dev.freshet.ingest.streams;

import org.jspecify.annotations.NullMarked;
