/**
 * The Kafka side of the command: the embedded broker, for those who bring no cluster of their own,
 * and the first word with a cluster that they do bring.
 */
@NullMarked
package dev.freshet.app.broker;

import org.jspecify.annotations.NullMarked;
