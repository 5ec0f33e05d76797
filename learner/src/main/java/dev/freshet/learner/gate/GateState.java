package dev.freshet.learner.gate;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that a lane's gate remembers. Immutable; a part of the fold, of checkpoints and of what a
 * replay repeats. Its size is bounded whatever the stream does: some 20 KB, and 0.5 KB a topic.
 *
 * @param documents that were judged or let in unjudged
 * @param usual of the lane as a whole, but for topics that were accepted
 * @param spread of the projected hidden states around their centre
 * @param shift evidence that the stream has moved; see {@link ShiftEvidence}
 */
public record GateState(
    long documents,
    Baseline usual,
    Spread spread,
    Calibration calibration,
    TopicMemory topics,
    SeenTexts seen,
    double shift) {
  /** Before the first document. */
  public static final GateState INITIAL =
      new GateState(
          0,
          Baseline.empty(),
          Spread.empty(Projection.DIMENSIONS),
          Calibration.EMPTY,
          TopicMemory.EMPTY,
          SeenTexts.NONE,
          0);

  private static final String COUNTERS = "counters";
  private static final String USUAL = "usual";
  private static final String SPREAD = "spread";
  private static final String CALIBRATION = "calibration";
  private static final String TOPICS = "topics";
  private static final String SEEN = "seen";

  /** Whether it is the state before the first document, and nothing was accepted. */
  @SuppressWarnings("ReferenceEquality") // one object stands for it; a state that moved is another
  public boolean isInitial() {
    return this == INITIAL;
  }

  /** Topics that gave way to others, so far. */
  public long evictedTopics() {
    return topics.evicted();
  }

  /** The names of the topics that it remembers, in the order of {@link #vectors}. */
  public List<String> topicNames() {
    return topics.names();
  }

  /** With a topic in distribution from here on, whatever its documents look like. */
  public GateState accepting(String topic, int most) {
    return withTopics(topics.with(topic, topics.of(topic).asAccepted(), most));
  }

  GateState withTopics(TopicMemory next) {
    return new GateState(documents, usual, spread, calibration, next, seen, shift);
  }

  /** Everything but the topics' names, as vectors by name. */
  public Map<String, double[]> vectors() {
    Map<String, double[]> vectors = new LinkedHashMap<>();
    vectors.put(COUNTERS, new double[] {documents, shift, topics.evicted()});
    vectors.put(USUAL, usual.toVector());
    vectors.put(SPREAD, spread.toVector());
    vectors.put(CALIBRATION, calibration.toVector());
    vectors.put(SEEN, seen.toVector());
    double[] all = new double[topics.byName().size() * Baseline.size()];
    int at = 0;
    for (Baseline topic : topics.byName().values()) {
      System.arraycopy(topic.toVector(), 0, all, at, Baseline.size());
      at += Baseline.size();
    }
    vectors.put(TOPICS, all);
    return vectors;
  }

  /**
   * Reads back what {@link #vectors} and {@link #topicNames} gave; the initial state where they are
   * of another form, for instance of a build with other scores.
   */
  public static GateState of(Map<String, double[]> vectors, List<String> names) {
    if (!hasForm(vectors, names.size())) {
      return INITIAL;
    }
    Map<String, Baseline> topics = new LinkedHashMap<>();
    double[] all = vector(vectors, TOPICS);
    for (int i = 0; i < names.size(); i++) {
      int at = i * Baseline.size();
      topics.put(names.get(i), Baseline.of(Arrays.copyOfRange(all, at, at + Baseline.size())));
    }
    double[] counters = vector(vectors, COUNTERS);
    return new GateState(
        (long) counters[0],
        Baseline.of(vector(vectors, USUAL)),
        Spread.of(vector(vectors, SPREAD)),
        Calibration.of(vector(vectors, CALIBRATION)),
        new TopicMemory(topics, (long) counters[2]),
        SeenTexts.of(vector(vectors, SEEN)),
        counters[1]);
  }

  private static boolean hasForm(Map<String, double[]> vectors, int topics) {
    return length(vectors, COUNTERS) == 3
        && length(vectors, USUAL) == Baseline.size()
        && length(vectors, SPREAD) == Spread.size(Projection.DIMENSIONS)
        && length(vectors, CALIBRATION) % 2 == 1
        && length(vectors, SEEN) >= 1
        && length(vectors, TOPICS) == topics * Baseline.size();
  }

  private static int length(Map<String, double[]> vectors, String name) {
    return vectors.containsKey(name) ? vector(vectors, name).length : -1;
  }

  private static double[] vector(Map<String, double[]> vectors, String name) {
    return vectors.getOrDefault(name, new double[0]);
  }
}
