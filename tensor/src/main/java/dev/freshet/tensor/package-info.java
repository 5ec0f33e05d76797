/**
 * A thin layer over DJL's PyTorch engine that makes its traps impossible: devices, scoped memory,
 * gradients, files, random counters.
 */
@NullMarked
package dev.freshet.tensor;

import org.jspecify.annotations.NullMarked;
