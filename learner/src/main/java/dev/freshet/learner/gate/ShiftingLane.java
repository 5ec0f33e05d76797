package dev.freshet.learner.gate;

import dev.freshet.tensor.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A simulated stream that shifts again and again: a lane that knows what is usual, into which one
 * kind of strange documents after another is let in, by a few documents each, while documents of
 * all kinds go on coming. From it {@link KindTraining} draws its episodes.
 */
public final class ShiftingLane {
  private static final String KIND = "kind";
  private static final double HELD_BACK = 0.05;

  private final GateState known;
  private final List<List<Document>> kinds;
  private final Metric metric;

  /** Above it the lane holds back, as it was calibrated. */
  private final double bar;

  private record Document(Reading reading, double[] values, double[] point) {}

  /**
   * @param known the gate's state once it knows what is usual and has let nothing else in
   * @param kinds of strange documents, seven or more of each
   */
  public ShiftingLane(GateState known, List<List<Reading>> kinds) {
    if (kinds.size() < Episode.ACCEPTED) {
      throw new IllegalArgumentException(
          "%d kinds are too few, it takes %d".formatted(kinds.size(), Episode.ACCEPTED));
    }
    this.known = known;
    this.kinds = kinds.stream().map(ShiftingLane::documents).toList();
    this.metric = known.spread().metric();
    double[] ranked = known.calibration().scores().clone();
    Arrays.sort(ranked);
    this.bar = ranked[(int) Math.ceil((1 - HELD_BACK) * ranked.length) - 1];
  }

  private static List<Document> documents(List<Reading> readings) {
    Projection projection = new Projection(readings.get(0).hidden().length);
    return readings.stream()
        .map(
            reading ->
                new Document(
                    reading, NoveltyScores.values(reading), projection.of(reading.hidden())))
        .toList();
  }

  /** How many kinds there are. */
  int kinds() {
    return kinds.size();
  }

  /**
   * Some of the kinds, let in one after the other, and documents of all.
   *
   * @param counts per kind let in and score, documents that moved the kind {@code [kind][score]}
   * @param means of these, in the lane's deviations
   * @param variances of these
   * @param values of every document beside every kind, in the lane's deviations {@code
   *     [kind][document][score]}
   * @param lane novelty of every document beside the usual, over the bar
   * @param kindOf each document: the place at which its kind is let in; {@link #NEVER}
   * @param bar what novelty beside a kind is held against
   */
  record Episode(
      double[][] counts,
      double[][] means,
      double[][] variances,
      double[][][] values,
      double[] lane,
      int[] kindOf,
      double bar) {
    /** Kinds that are let in. */
    static final int ACCEPTED = 4;

    /** Documents by which a kind is let in, at most. */
    static final int MOST_LET_IN = 8;

    /** Of each kind, documents that follow. */
    static final int FOLLOWING = 6;

    static final int NEVER = Integer.MAX_VALUE;
  }

  /** An episode, its kinds and documents by a draw. */
  Episode episode(CounterRandom random) {
    int[] order = shuffled(kinds.size(), random);
    List<Document> following = new ArrayList<>();
    int[] kindOf = new int[kinds.size() * Episode.FOLLOWING];
    List<Baseline> letIn = new ArrayList<>();
    for (int place = 0; place < order.length; place++) {
      List<Document> kind = kinds.get(order[place]);
      int[] drawn = shuffled(kind.size(), random);
      for (int i = 0; i < Episode.FOLLOWING; i++) {
        kindOf[following.size()] = place < Episode.ACCEPTED ? place : Episode.NEVER;
        following.add(kind.get(drawn[i]));
      }
      if (place < Episode.ACCEPTED) {
        int count =
            1 + random.nextInt(Math.min(Episode.MOST_LET_IN, kind.size() - Episode.FOLLOWING));
        letIn.add(
            begun(
                Arrays.stream(drawn, Episode.FOLLOWING, Episode.FOLLOWING + count)
                    .mapToObj(kind::get)
                    .toList()));
      }
    }
    return new Episode(
        each(letIn, Baseline::counts),
        each(letIn, kind -> scaled(kind.means(), kind.counts(), true)),
        each(letIn, kind -> scaled(kind.variances(), kind.counts(), false)),
        letIn.stream()
            .map(
                kind ->
                    following.stream()
                        .map(document -> standardised(beside(kind, document)))
                        .toArray(double[][]::new))
            .toArray(double[][][]::new),
        following.stream().mapToDouble(document -> besideUsual(document) - bar).toArray(),
        kindOf,
        bar);
  }

  private static int[] shuffled(int count, CounterRandom random) {
    int[] order = new int[count];
    Arrays.setAll(order, i -> i);
    random.shuffle(order);
    return order;
  }

  private interface Part {
    double[] of(Baseline kind);
  }

  private static double[][] each(List<Baseline> kinds, Part part) {
    return kinds.stream().map(part::of).toArray(double[][]::new);
  }

  /** What some documents make known of their kind. */
  private Baseline begun(List<Document> documents) {
    Baseline kind = Baseline.empty();
    for (Document document : documents) {
      kind = kind.with(beside(kind, document), document.point, Calibration.MOST);
    }
    return kind;
  }

  private double[] beside(Baseline kind, Document document) {
    return comparisons(kind, document).besideKind(KIND).values();
  }

  private double besideUsual(Document document) {
    return comparisons(Baseline.empty(), document).best(KIND).novelty();
  }

  private Comparisons comparisons(Baseline kind, Document document) {
    TopicMemory kinds =
        kind.documents() == 0 ? TopicMemory.EMPTY : TopicMemory.EMPTY.with(KIND, kind, 1);
    return new Comparisons(
        known.withKinds(kinds),
        KindStart.PLAIN,
        document.reading,
        document.values,
        document.point,
        metric);
  }

  private double[] standardised(double[] values) {
    return known.usual().deviations(values);
  }

  /** Means or variances in the lane's deviations; 0 of no document. */
  private double[] scaled(double[] moments, double[] counts, boolean means) {
    Baseline usual = known.usual();
    double[] scaled = new double[moments.length];
    for (int j = 0; j < scaled.length; j++) {
      double s = usual.deviation(j);
      double from = means ? (moments[j] - usual.means()[j]) / s : moments[j] / (s * s);
      scaled[j] = counts[j] == 0 ? 0 : from;
    }
    return scaled;
  }
}
