package dev.freshet.app.live;

import dev.freshet.adapter.LaneWeights;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.generation.Generator;
import dev.freshet.learner.generation.Sampling;
import dev.freshet.state.CheckpointStore;
import dev.freshet.state.Manifest;
import dev.freshet.tensor.TensorTree;
import dev.freshet.tensor.Torch;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Asks the base model and a lane's newest checkpoint the same question. One question at a time, on
 * one thread, so that learning goes on beside it.
 */
public final class SideBySide implements AutoCloseable {
  private static final int MAX_TOKENS = 32;
  private static final int THREADS = 1;

  /**
   * Two answers.
   *
   * @param step of the checkpoint; 0 where there is none yet and both are the base model's
   */
  record Answers(String base, String now, long step, @Nullable String checkpoint) {}

  private final LanguageModel model;
  private final CheckpointStore checkpoints;
  private final ReentrantLock busy = new ReentrantLock();
  private @Nullable Manifest loaded;
  private @Nullable LaneWeights weights;
  private boolean closed;

  public SideBySide(LanguageModel model, CheckpointStore checkpoints) {
    this.model = model;
    this.checkpoints = checkpoints;
  }

  /**
   * Both answers; empty while another question is being answered.
   *
   * @throws FreshetException USAGE for a question that the model cannot read
   */
  Optional<Answers> ask(String lane, String question) {
    if (!busy.tryLock()) {
      return Optional.empty();
    }
    try {
      if (closed) {
        return Optional.empty();
      }
      int[] prompt = prompt(question);
      return Optional.of(Torch.withThreads(THREADS, () -> answers(lane, prompt)));
    } finally {
      busy.unlock();
    }
  }

  private int[] prompt(String question) {
    String text = model.questions().promptFor(question.strip());
    int[] ids = model.tokenizer().encode(text).ids();
    if (question.isBlank() || ids.length + MAX_TOKENS > model.config().context()) {
      throw new FreshetException(
          ExitCode.USAGE,
          question.isBlank() ? "the question is empty" : "the question is too long for the model",
          null,
          "ask in fewer words");
    }
    return ids;
  }

  private Answers answers(String lane, int[] prompt) {
    load(lane);
    LaneWeights present = weights;
    String base = answer(model.parameters(), prompt);
    String now = present == null ? base : answer(present.parameters(), prompt);
    Manifest from = loaded;
    return new Answers(
        base, now, from == null ? 0 : from.position().step(), from == null ? null : from.id());
  }

  private void load(String lane) {
    List<Manifest> manifests = checkpoints.manifests(lane);
    Manifest newest = manifests.isEmpty() ? null : manifests.get(0);
    if (newest != null && (loaded == null || !loaded.id().equals(newest.id()))) {
      LaneWeights next = LaneWeights.of(checkpoints.read(newest), model.device());
      release();
      weights = next;
      loaded = newest;
    }
  }

  private String answer(TensorTree parameters, int[] prompt) {
    Generator.Continuation continuation =
        new Generator(model.decoder(), model.device())
            .continueAll(parameters, List.of(prompt), MAX_TOKENS, Sampling.GREEDY)
            .get(0);
    return model.tokenizer().decode(continuation.ids()).strip();
  }

  private void release() {
    if (weights != null) {
      weights.close();
      weights = null;
    }
  }

  @Override
  public void close() {
    busy.lock();
    try {
      closed = true;
      release();
    } finally {
      busy.unlock();
    }
  }
}
