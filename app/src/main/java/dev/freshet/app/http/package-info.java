/** Metrics and health over HTTP, for Prometheus and for supervisors. */
@NullMarked
package dev.freshet.app.http;

import org.jspecify.annotations.NullMarked;
