package dev.freshet.app;

import dev.freshet.adapter.FoldListener;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.Document;
import dev.freshet.learner.tokenizer.EncodedText;

/** Two who hear the fold. */
record Listeners(FoldListener first, FoldListener second) implements FoldListener {
  @Override
  public void restored(String lane, int records) {
    first.restored(lane, records);
    second.restored(lane, records);
  }

  @Override
  public void computed(String lane, long startNanos, long endNanos, long tokens) {
    first.computed(lane, startNanos, endNanos, tokens);
    second.computed(lane, startNanos, endNanos, tokens);
  }

  @Override
  public void weighed(String lane, Document document, EncodedText text, float[] weights) {
    first.weighed(lane, document, text, weights);
    second.weighed(lane, document, text, weights);
  }

  @Override
  public void reported(Adaptation adaptation) {
    first.reported(adaptation);
    second.reported(adaptation);
  }

  @Override
  public void diverged(FreshetException stop) {
    first.diverged(stop);
    second.diverged(stop);
  }

  @Override
  public void checkpointed(String lane, String id, long step, long bytes, long nanos) {
    first.checkpointed(lane, id, step, bytes, nanos);
    second.checkpointed(lane, id, step, bytes, nanos);
  }
}
