package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The state folder of a demo: the one that the user names, which a later demo goes on from, or else
 * a new one that is gone afterwards.
 */
final class DemoState implements AutoCloseable {
  private static final String KEY = "state.directory";

  private final Path folder;
  private final boolean temporary;

  private DemoState(Path folder, boolean temporary) {
    this.folder = folder;
    this.temporary = temporary;
  }

  /**
   * @param fresh whether to empty a folder that the user names
   */
  static DemoState prepare(CommandContext context, boolean fresh) {
    boolean named = !"default".equals(context.loaded().origins().getOrDefault(KEY, "default"));
    try {
      if (!named) {
        return new DemoState(Files.createTempDirectory("freshet-demo-"), true);
      }
      Path folder = context.stateFolder();
      if (fresh) {
        requireOurs(folder);
        Folders.delete(folder);
      }
      return new DemoState(folder, false);
    } catch (IOException e) {
      throw new FreshetException(
          ExitCode.CONFIGURATION,
          "the state folder cannot be made ready: " + e.getMessage(),
          named ? context.stateFolder().toString() : System.getProperty("java.io.tmpdir"),
          "name a folder that can be written, with --state",
          e);
    }
  }

  /** Refuses to empty a folder that holds something else than our state. */
  private static void requireOurs(Path folder) throws IOException {
    if (!Files.exists(folder) || Files.exists(folder.resolve("instance.lock"))) {
      return;
    }
    try (var entries = Files.list(folder)) {
      if (entries.findAny().isPresent()) {
        throw new FreshetException(
            ExitCode.USAGE,
            "the folder is no state folder of Freshet's: it is not emptied",
            folder.toString(),
            "name another folder with --state, or empty this one yourself");
      }
    }
  }

  /** What a demo sets besides the user's own flags. */
  Map<String, String> settings(boolean evaluate) {
    Map<String, String> own = new LinkedHashMap<>();
    own.put(KEY, folder.toString());
    own.put("evaluator.enabled", Boolean.toString(evaluate));
    if (evaluate) {
      // Each step is committed at once, so that its questions are asked right after it.
      own.put("adapter.commit-interval", "0s");
      // It shows uptake: what is measured beside it costs the learner's time.
      own.put("evaluator.lags", "0");
      own.put("evaluator.transfer", "false");
      own.put("evaluator.distractors", "0");
      own.put("evaluator.locality-every", "0");
    }
    return own;
  }

  @Override
  public void close() throws IOException {
    if (temporary) {
      Logs.leave();
      Folders.delete(folder);
    }
  }
}
