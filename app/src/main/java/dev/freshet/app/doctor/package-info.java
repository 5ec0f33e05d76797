/** What a machine must have for Freshet to run well, looked at one thing at a time. */
@NullMarked
package dev.freshet.app.doctor;

import org.jspecify.annotations.NullMarked;
