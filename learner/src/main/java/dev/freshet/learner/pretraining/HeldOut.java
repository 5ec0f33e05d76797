package dev.freshet.learner.pretraining;

import dev.freshet.learner.TokenLoss;
import dev.freshet.learner.TokenWindows;
import dev.freshet.learner.decoder.Decoder;
import dev.freshet.learner.tokenizer.Tokenizer;
import dev.freshet.tensor.CounterRandom;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Articles that training never sees, chosen by a hash of their titles, and how well a model
 * predicts them.
 *
 * @param documents whole documents of held-out articles
 */
public record HeldOut(List<CorpusDocument> documents) {
  /**
   * What was measured.
   *
   * @param nll nats per token, each document begun by the end token, which is not predicted
   * @param bitsPerByte the same in bits, per byte of UTF-8: comparable between vocabularies; NaN,
   *     as nll, where nothing was held out
   */
  public record Score(long tokens, double nll, double bitsPerByte) {}

  /** Whether a document's article is one of the one in so many that are held out. */
  public static boolean isHeldOut(CorpusDocument document, int oneIn) {
    return !document.title().isEmpty()
        && Long.remainderUnsigned(CounterRandom.seedOf(document.title()), oneIn) == 0;
  }

  Score score(Decoder decoder, TensorTree parameters, Tokenizer tokenizer) {
    long tokens = 0;
    long bytes = 0;
    double total = 0;
    int context = decoder.config().context();
    for (CorpusDocument document : documents) {
      if (document.text().isBlank()) {
        continue;
      }
      int[] ids = tokenizer.encode(document.text()).ids();
      bytes += document.text().getBytes(StandardCharsets.UTF_8).length;
      for (int[] window : TokenWindows.predictingAll(ids, context)) {
        try (Scope scope = Scope.nested()) {
          Tensor row = Tensor.of(window, 1, window.length);
          total += TokenLoss.of(decoder, parameters, row).sum().item();
        }
        tokens += window.length - 1;
      }
    }
    return new Score(tokens, total / tokens, total / Math.log(2) / bytes);
  }
}
