package dev.freshet.learner.evaluation;

import java.util.List;

/** A way of trying a method on documents. */
public interface Trials extends AutoCloseable {
  /** Hears of work as it is done. */
  interface Heard {
    /**
     * Some was done, or was found done earlier.
     *
     * @param units learned documents
     * @param isNew false where it was found
     */
    void of(int units, boolean isNew);
  }

  /** As results name it. */
  String name();

  /** An interval from fewer clusters than these would mean nothing. */
  int leastClusters();

  /** How many documents are learned from for so many documents and rates. */
  long units(int documents, int rates);

  /** The trials at each rate; the same documents give the same units in the same order. */
  List<Trial> of(
      Method method, List<EvaluationDocument> documents, double[] rates, Depth depth, Heard heard);

  @Override
  void close();
}
