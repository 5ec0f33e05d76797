package dev.freshet.tensor;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.pytorch.jni.JniUtils;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The PyTorch engine of this process: where it computes and with how many threads.
 *
 * <p>Thread counts are part of what makes results repeat, so they are set once, before the first
 * tensor, and never change after.
 */
public final class Torch {
  /** More bring little to models of the size that one machine tunes. */
  public static final int MOST = 8;

  private static volatile int threads;

  private Torch() {}

  /**
   * Starts the engine; later calls with the same count do nothing.
   *
   * @param requestedThreads threads inside one operation; 0 takes one per core but one, at most 8:
   *     the operations of a small model end so soon that a thread which waits for a busy core costs
   *     more than it brings (decision 0028)
   * @throws FreshetException if the native library cannot be loaded
   * @throws IllegalStateException if it was started with another count
   */
  public static synchronized void start(int requestedThreads) {
    int wanted =
        requestedThreads > 0
            ? requestedThreads
            : Math.max(1, Math.min(MOST, Runtime.getRuntime().availableProcessors() - 1));
    if (threads == wanted) {
      return;
    }
    if (threads != 0) {
      throw new IllegalStateException(
          "the engine runs with " + threads + " threads; asked for " + wanted);
    }
    setQuietly("ai.djl.pytorch.num_interop_threads", "1");
    setQuietly("ai.djl.pytorch.num_threads", Integer.toString(wanted));
    setQuietly("ai.djl.offline", "true");
    try {
      Engine.getEngine("PyTorch");
    } catch (EngineException | LinkageError e) {
      throw new FreshetException(
          ExitCode.FAILURE,
          "the PyTorch library cannot be loaded: " + rootMessage(e),
          System.getProperty("os.name") + " " + System.getProperty("os.arch"),
          "use a 64-bit Linux, Windows or macOS (Apple silicon) machine; `freshet doctor` says"
              + " more",
          e);
    }
    threads = wanted;
  }

  private static void setQuietly(String key, String value) {
    if (System.getProperty(key) == null) {
      System.setProperty(key, value);
    }
  }

  private static String rootMessage(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  /** Threads inside one operation; starts the engine with the default count if need be. */
  public static int threads() {
    if (threads == 0) {
      start(0);
    }
    return threads;
  }

  /** The library's version, for instance {@code 2.7.1}. */
  public static String version() {
    threads();
    return Engine.getEngine("PyTorch").getVersion();
  }

  /** Every device that this process can compute on, the CPU first. */
  public static List<String> devices() {
    threads();
    List<String> names = new ArrayList<>(List.of("cpu"));
    for (int i = 0; i < Engine.getEngine("PyTorch").getGpuCount(); i++) {
      names.add("cuda:" + i);
    }
    return List.copyOf(names);
  }

  /**
   * Resolves {@code auto}, {@code cpu} or {@code cuda:N}.
   *
   * @throws FreshetException if there is no such device
   */
  public static ComputeDevice device(String name) {
    List<String> present = devices();
    String wanted = name.equals("auto") ? present.get(present.size() - 1) : name;
    if (name.equals("auto") && present.size() > 1) {
      wanted = present.get(1);
    }
    if (!present.contains(wanted)) {
      throw new FreshetException(
          ExitCode.CONFIGURATION,
          "there is no device " + name + " here",
          "model.device",
          "choose one of " + String.join(", ", present) + ", or auto");
    }
    return new ComputeDevice(
        wanted,
        wanted.equals("cpu") ? Device.cpu() : Device.gpu(Integer.parseInt(wanted.substring(5))));
  }

  /**
   * Runs a computation whose operations use so many threads, other threads' operations unchanged.
   * Small operations cost less on one thread, where none waits for another. Results may differ in
   * the last bits from those of another count, so this is for measuring, never for learning.
   *
   * @param count threads inside one operation; 0 takes the engine's
   */
  public static <T> T withThreads(int count, Supplier<T> computation) {
    int before = adoptThread();
    int wanted = count > 0 ? count : threads();
    if (wanted == before) {
      return computation.get();
    }
    setThreads(wanted);
    try {
      return computation.get();
    } finally {
      setThreads(before);
    }
  }

  /** Applies the thread count to the calling thread, unless it has its own; returns its count. */
  static int adoptThread() {
    int count = threads();
    @Nullable Integer own = OF_THREAD.get();
    if (own != null) {
      return own;
    }
    setThreads(count);
    return count;
  }

  /** OpenMP keeps the count per thread. */
  private static void setThreads(int count) {
    JniUtils.setNumThreads(count);
    OF_THREAD.set(count);
  }

  private static final ThreadLocal<@Nullable Integer> OF_THREAD = new ThreadLocal<>();
}
