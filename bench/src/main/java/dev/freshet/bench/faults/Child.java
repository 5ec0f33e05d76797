package dev.freshet.bench.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A Java process of the suite's, which dies with the suite at the latest. */
final class Child implements AutoCloseable {
  /** Exit status of a process that SIGKILL ended. */
  private static final int KILLED = 128 + 9;

  private static final long PATIENCE_SECONDS = 600;
  private static final Set<Process> LIVING = ConcurrentHashMap.newKeySet();

  /** As the launcher has it, so that a step costs what it costs a user. */
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "MALLOC_ARENA_MAX", "1",
          "MALLOC_MMAP_MAX_", "0",
          "MALLOC_TRIM_THRESHOLD_", "17179869184",
          "MALLOC_TOP_PAD_", "67108864",
          "MKL_DYNAMIC", "FALSE",
          "OMP_DYNAMIC", "FALSE");

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> LIVING.forEach(Process::destroyForcibly), "reaper"));
  }

  private final Process process;
  private final Path err;
  private final Path out;

  private Child(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /**
   * Starts a class with this process's class path.
   *
   * @param name of the files in {@code folder} that take its stdout and stderr, new ones each time
   * @param environment over the launcher's
   */
  static Child start(
      Path folder,
      String name,
      List<String> flags,
      Map<String, String> environment,
      List<String> command) {
    List<String> whole = new ArrayList<>();
    whole.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    whole.addAll(List.of("-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xshare:auto"));
    whole.add("-XX:ErrorFile=" + folder.resolve("jvm-crash-%p.log"));
    whole.addAll(flags);
    whole.addAll(List.of("-cp", System.getProperty("java.class.path")));
    whole.addAll(command);
    try {
      Files.createDirectories(folder);
      Path out = folder.resolve(name + ".out");
      Path err = folder.resolve(name + ".err");
      ProcessBuilder builder =
          new ProcessBuilder(whole).redirectOutput(out.toFile()).redirectError(err.toFile());
      builder.environment().putAll(ENVIRONMENT);
      builder.environment().putAll(environment);
      Process process = builder.start();
      LIVING.add(process);
      return new Child(process, out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  boolean hasPrinted(String text) {
    return read(err).contains(text) || read(out).contains(text);
  }

  /** What it has printed on stdout. */
  String printed() {
    return read(out);
  }

  /** What it has said on stderr. */
  String said() {
    return read(err);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it by SIGKILL; false where it had ended before, or by something else. */
  boolean kill() {
    boolean alive = process.isAlive();
    process.destroyForcibly();
    return await() == KILLED && alive;
  }

  /** Stops it by SIGSTOP: it keeps its memory and its connections, and does nothing. */
  void freeze() {
    signal("STOP");
  }

  void thaw() {
    signal("CONT");
  }

  /** Whether SIGSTOP has stopped it: its state is T in the kernel's table. */
  boolean isStopped() {
    String line = read(Path.of("/proc", Long.toString(pid()), "stat"));
    return line.charAt(line.lastIndexOf(')') + 2) == 'T';
  }

  /** Asks it to end by SIGTERM, and waits for its exit status. */
  int stop() {
    process.destroy();
    return await();
  }

  private void signal(String name) {
    try {
      int status =
          new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
              .inheritIO()
              .start()
              .waitFor();
      if (status != 0) {
        throw new IllegalStateException("SIG" + name + " could not be sent to " + pid());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw Waiting.interrupted(e);
    }
  }

  /** Waits for its end; returns its exit status. */
  int await() {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("process " + pid() + " does not end");
      }
      LIVING.remove(process);
      return process.exitValue();
    } catch (InterruptedException e) {
      throw Waiting.interrupted(e);
    }
  }

  /** Ends it, whatever it does. */
  @Override
  public void close() {
    process.destroyForcibly();
    await();
  }
}
