package dev.freshet.learner.gate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that a lane's gate remembers. Immutable; a part of the fold, of checkpoints and of what a
 * replay repeats. Its size is bounded whatever the stream does: some 20 KB, and 0.5 KB a topic and
 * a kind.
 *
 * @param documents that were judged or let in unjudged
 * @param usual of the lane as a whole, but for kinds that were let in
 * @param spread of the projected hidden states around their centre
 * @param kinds what is usual among documents that were let in, by the topic under which the first
 *     came
 * @param shift evidence that the stream has moved; see {@link ShiftEvidence}
 */
public record GateState(
    long documents,
    Baseline usual,
    Spread spread,
    Calibration calibration,
    TopicMemory topics,
    TopicMemory kinds,
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
          TopicMemory.EMPTY,
          SeenTexts.NONE,
          0);

  private static final String COUNTERS = "counters";
  private static final String USUAL = "usual";
  private static final String SPREAD = "spread";
  private static final String CALIBRATION = "calibration";
  private static final String TOPICS = "topics";
  private static final String KINDS = "kinds";
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

  /** The names of the topics that it remembers, then of the kinds, in the order of vectors. */
  public List<String> topicNames() {
    List<String> names = new ArrayList<>(topics.names());
    names.addAll(kinds.names());
    return names;
  }

  /** With a topic in distribution from here on, whatever its documents look like. */
  public GateState accepting(String topic, int most) {
    return withTopics(topics.with(topic, topics.of(topic).asAccepted(), most));
  }

  /** With other kinds. */
  GateState withKinds(TopicMemory next) {
    return new GateState(documents, usual, spread, calibration, topics, next, seen, shift);
  }

  GateState withTopics(TopicMemory next) {
    return new GateState(documents, usual, spread, calibration, next, kinds, seen, shift);
  }

  /** Everything but the topics' names, as vectors by name. */
  public Map<String, double[]> vectors() {
    Map<String, double[]> vectors = new LinkedHashMap<>();
    vectors.put(COUNTERS, new double[] {documents, shift, topics.evicted()});
    vectors.put(USUAL, usual.toVector());
    vectors.put(SPREAD, spread.toVector());
    vectors.put(CALIBRATION, calibration.toVector());
    vectors.put(SEEN, seen.toVector());
    vectors.put(TOPICS, topics.toVector());
    vectors.put(KINDS, kinds.toVector());
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
    int topics = length(vectors, TOPICS) / Baseline.size();
    double[] counters = vector(vectors, COUNTERS);
    return new GateState(
        (long) counters[0],
        Baseline.of(vector(vectors, USUAL)),
        Spread.of(vector(vectors, SPREAD)),
        Calibration.of(vector(vectors, CALIBRATION)),
        TopicMemory.of(names.subList(0, topics), vector(vectors, TOPICS), (long) counters[2]),
        TopicMemory.of(names.subList(topics, names.size()), vector(vectors, KINDS), 0),
        SeenTexts.of(vector(vectors, SEEN)),
        counters[1]);
  }

  private static boolean hasForm(Map<String, double[]> vectors, int names) {
    return length(vectors, COUNTERS) == 3
        && length(vectors, USUAL) == Baseline.size()
        && length(vectors, SPREAD) == Spread.size(Projection.DIMENSIONS)
        && length(vectors, CALIBRATION) % 2 == 1
        && length(vectors, SEEN) >= 1
        && length(vectors, TOPICS) >= 0
        && length(vectors, KINDS) >= 0
        && length(vectors, TOPICS) % Baseline.size() == 0
        && length(vectors, TOPICS) + length(vectors, KINDS) == names * Baseline.size();
  }

  private static int length(Map<String, double[]> vectors, String name) {
    return vectors.containsKey(name) ? vector(vectors, name).length : -1;
  }

  private static double[] vector(Map<String, double[]> vectors, String name) {
    return vectors.getOrDefault(name, new double[0]);
  }
}
