package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The wish of a user or supervisor that the command stop: Ctrl-C, SIGTERM, a closed terminal.
 *
 * <p>The first signal asks what was registered to stop and gives the command {@link #PATIENCE} to
 * come to its clean end; the command's own thread then leaves with {@link ExitCode#INTERRUPTED}.
 * Where nothing is registered there is nothing to finish, and the process ends at once, as it does
 * on a second signal. Safe for every thread.
 */
final class Interruption {
  /** How long a command may take to its clean end. */
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final Logger LOG = LoggerFactory.getLogger(Interruption.class);
  private static final List<String> SIGNALS = List.of("INT", "TERM", "HUP");

  /** Something that can be asked, from another thread, to come to its end soon. */
  @FunctionalInterface
  interface Stoppable {
    void stop();
  }

  /** Takes a {@link Stoppable} back when closed. */
  @FunctionalInterface
  interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  private final AtomicBoolean requested = new AtomicBoolean();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final List<Stoppable> stoppables = new CopyOnWriteArrayList<>();
  private final PrintStream err;

  Interruption(PrintStream err) {
    this.err = err;
  }

  /** Hears the signals of this process from now on. */
  static Interruption ofProcess(PrintStream err) {
    Interruption interruption = new Interruption(err);
    SIGNALS.forEach(interruption::hear);
    return interruption;
  }

  /** Has something asked to stop when the command is to end. */
  Registration register(Stoppable stoppable) {
    stoppables.add(stoppable);
    if (requested()) {
      stoppable.stop();
    }
    return () -> stoppables.remove(stoppable);
  }

  /** For work on the command's own thread, which looks at {@link #requested} as it goes. */
  Registration polled() {
    return register(() -> {});
  }

  boolean requested() {
    return requested.get();
  }

  /** Ends the command's work, where that is wished, by an INTERRUPTED exception. */
  void check() {
    if (requested()) {
      throw new FreshetException(ExitCode.INTERRUPTED, "interrupted", null, "");
    }
  }

  /** Wishes for the end, as a first signal does; returns once everything was asked. */
  void request() {
    if (requested.compareAndSet(false, true)) {
      for (Stoppable stoppable : stoppables) {
        try {
          stoppable.stop();
        } catch (RuntimeException e) {
          LOG.warn("could not be asked to stop", e);
        }
      }
    }
  }

  /** Says that the command has come to its end. */
  void commandEnded() {
    ended.countDown();
  }

  /** On a thread of its own for each signal. */
  private void signalled() {
    boolean second = requested();
    boolean nothingToFinish = stoppables.isEmpty();
    request();
    if (second) {
      Exit.atOnce(ExitCode.INTERRUPTED);
    } else if (nothingToFinish) {
      err.println("interrupted");
      Exit.with(ExitCode.INTERRUPTED);
    } else if (!endsInTime()) {
      err.println("error: still at work " + PATIENCE.toSeconds() + " s after the signal; ended");
      Exit.atOnce(ExitCode.FAILURE);
    }
  }

  private boolean endsInTime() {
    try {
      return ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * By reflection: the JDK supports the class (module jdk.unsupported), but its compiler warns of
   * it in a way that cannot be answered. A shutdown hook would not do: it cannot choose the exit
   * status without leaving temporary files behind, and libraries refuse work once it runs.
   */
  private void hear(String name) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object ours =
          Proxy.newProxyInstance(
              Interruption.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                signalled();
                return null;
              });
      Object named = signal.getConstructor(String.class).newInstance(name);
      signal.getMethod("handle", signal, handler).invoke(null, named, ours);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      LOG.info("signal {} stays as the system has it", name, e);
    }
  }
}
