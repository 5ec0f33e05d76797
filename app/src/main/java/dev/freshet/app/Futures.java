package dev.freshet.app;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Results of work on another thread. */
final class Futures {
  private Futures() {}

  /** The result; what the work threw is thrown here. */
  static <T> T join(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e;
    }
  }
}
