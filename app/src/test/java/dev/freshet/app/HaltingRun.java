package dev.freshet.app;

import dev.freshet.adapter.FoldListener;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A process that learns from a stream and halts, as a power cut would, right after it has stored
 * the checkpoint of a step: before that step's report and offset are committed.
 */
final class HaltingRun {
  private HaltingRun() {}

  /** State folder, stream, step, settings. */
  public static void main(String[] arguments) throws InterruptedException {
    Path state = Path.of(arguments[0]);
    String stream = arguments[1];
    long step = Long.parseLong(arguments[2]);
    List<String> settings = Arrays.asList(arguments).subList(3, arguments.length);
    FoldListener halting =
        new FoldListener() {
          @Override
          public void checkpointed(String lane, String id, long at, long bytes, long nanos) {
            if (at == step) {
              Runtime.getRuntime().halt(HaltedChild.HALTED);
            }
          }
        };
    try (Opened opened = Opened.on(state, settings, halting)) {
      Run run = Run.of("ingest", stream, "--state", state);
      System.err.println(run);
      Thread.sleep(180_000);
    }
  }
}
