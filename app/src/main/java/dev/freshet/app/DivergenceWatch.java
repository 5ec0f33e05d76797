package dev.freshet.app;

import dev.freshet.adapter.FoldListener;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.Document;
import dev.freshet.learner.tokenizer.EncodedText;
import java.util.function.Consumer;

/** Passes on what a fold says, and ends the pipeline where its learning diverges. */
record DivergenceWatch(FoldListener next, Consumer<FreshetException> stopping)
    implements FoldListener {
  @Override
  public void diverged(FreshetException stop) {
    next.diverged(stop);
    stopping.accept(stop);
  }

  @Override
  public void restored(String lane, int records) {
    next.restored(lane, records);
  }

  @Override
  public void computed(String lane, long startNanos, long endNanos, long tokens) {
    next.computed(lane, startNanos, endNanos, tokens);
  }

  @Override
  public void weighed(String lane, Document document, EncodedText text, float[] weights) {
    next.weighed(lane, document, text, weights);
  }

  @Override
  public void reported(Adaptation adaptation) {
    next.reported(adaptation);
  }

  @Override
  public void checkpointed(String lane, String id, long step, long bytes, long nanos) {
    next.checkpointed(lane, id, step, bytes, nanos);
  }
}
