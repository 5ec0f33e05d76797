package dev.freshet.learner.probing;

import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.scoring.AnswerScorer;
import java.util.List;

/** Says how surprising answers are, so that what is worth asking can be told from what is not. */
@FunctionalInterface
public interface Surprise {
  /** For those who have no model: everything surprises, and nothing more than the rest. */
  Surprise ALIKE = probes -> probes.stream().mapToDouble(probe -> Double.MAX_VALUE).toArray();

  /** Nats per token of each answer behind its prompt. */
  double[] of(List<WrittenProbe> probes);

  /**
   * What surprises a model as it stands.
   *
   * @param batch the most probes in one pass
   */
  static Surprise of(LanguageModel model, int batch) {
    AnswerScorer scorer = new AnswerScorer(model, 1, batch);
    return probes ->
        scorer.nll(model.parameters(), probes.stream().map(WrittenProbe::question).toList());
  }
}
