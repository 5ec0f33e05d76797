package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks how far the pipeline is behind, on a thread of its own: a broker that does not answer is
 * told of, and holds up nothing.
 */
final class LagWatch implements AutoCloseable {
  private final Supplier<Map<String, Long>> question;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread made = new Thread(work, "lag-watch");
            made.setDaemon(true);
            return made;
          });
  private @Nullable CompletableFuture<Map<String, Long>> asked;

  LagWatch(Supplier<Map<String, Long>> question) {
    this.question = question;
  }

  /**
   * What the broker said.
   *
   * @param byTopic records behind; empty where it did not answer
   */
  record Answer(boolean reached, Map<String, Long> byTopic) {}

  /** Asks, unless an answer is still due. */
  void ask() {
    if (asked == null) {
      asked = CompletableFuture.supplyAsync(question, thread);
    }
  }

  /** The answer, once it is there; each is given once. */
  Optional<Answer> poll() {
    CompletableFuture<Map<String, Long>> due = asked;
    if (due == null || !due.isDone()) {
      return Optional.empty();
    }
    asked = null;
    try {
      return Optional.of(new Answer(true, due.join()));
    } catch (CompletionException e) {
      if (e.getCause() instanceof FreshetException known
          && known.code() == ExitCode.BROKER_UNREACHABLE) {
        return Optional.of(new Answer(false, Map.of()));
      }
      throw e;
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
