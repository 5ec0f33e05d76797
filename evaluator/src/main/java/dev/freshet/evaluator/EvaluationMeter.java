package dev.freshet.evaluator;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.Supplier;

/**
 * What scoring costs: the time that evaluator threads spend in it, and how much they score. One for
 * all threads of a process; safe for use by any.
 *
 * <p>Two times are taken around each scoring. The CPU time is that of the calling thread only: with
 * more threads to an operation than one, OpenMP's workers compute too, whose CPU time no Java
 * interface gives. A worker computes only within an operation of its caller, so the caller's CPU
 * time times the number of threads is what all of them use, from above: parts of an operation that
 * run on one thread are counted as if all did. The wall time is above the CPU time by as long as
 * the thread had to wait, mostly for a core.
 */
public final class EvaluationMeter {
  /**
   * What was counted so far.
   *
   * @param scorings passes over a list of questions under one set of weights
   * @param questions in all of them
   * @param callerCpuNanos CPU time of the calling threads, workers not counted
   * @param wallNanos time that the callers spent in scoring
   */
  public record Reading(long scorings, long questions, long callerCpuNanos, long wallNanos) {
    /**
     * CPU time on all threads, from above.
     *
     * @param threads inside one tensor operation
     */
    public long cpuNanosAtMost(int threads) {
      return callerCpuNanos * threads;
    }
  }

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private Reading reading = new Reading(0, 0, 0, 0);

  /** What was counted so far. */
  public synchronized Reading read() {
    return reading;
  }

  /** Runs a scoring of so many questions, and counts it, also where it fails. */
  <T> T measure(int questions, Supplier<T> scoring) {
    long cpu = cpuNanos();
    long wall = System.nanoTime();
    try {
      return scoring.get();
    } finally {
      add(questions, cpuNanos() - cpu, System.nanoTime() - wall);
    }
  }

  private synchronized void add(int questions, long cpuNanos, long wallNanos) {
    reading =
        new Reading(
            reading.scorings() + 1,
            reading.questions() + questions,
            reading.callerCpuNanos() + cpuNanos,
            reading.wallNanos() + wallNanos);
  }

  private static long cpuNanos() {
    return THREADS.isCurrentThreadCpuTimeSupported() ? THREADS.getCurrentThreadCpuTime() : 0;
  }
}
