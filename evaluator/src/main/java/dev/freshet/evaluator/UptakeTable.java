package dev.freshet.evaluator;

import dev.freshet.ingest.records.Lane;
import dev.freshet.ingest.records.UptakeRow;
import dev.freshet.ingest.records.UptakeSummary.Interval;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The table of uptake by topic, gathered from rows as they come, with the answers that changed most
 * for the better.
 *
 * <p>Uptake is what was measured right after a document's step: of each probe the first row at lag
 * 0 counts, all others are passed over. Memory is bounded: the probes seen, oldest out first, and
 * the topics, of which those beyond a number share the line {@value #OTHER}. Safe for use by
 * several threads.
 */
public final class UptakeTable {
  /** The line of all topics beyond the bound. */
  public static final String OTHER = "other";

  /**
   * One line: means over probes, null where nothing was measured.
   *
   * @param nllGainCi95 95 % interval of the mean gain; null below two probes
   */
  public record Line(
      long probes,
      @Nullable Double nllBase,
      @Nullable Double nllNow,
      @Nullable Double nllGain,
      @Nullable Interval nllGainCi95,
      @Nullable Double f1Base,
      @Nullable Double f1Now,
      @Nullable Double emBase,
      @Nullable Double emNow) {
    private static Line of(Measures measures) {
      return new Line(
          measures.rows(),
          measures.nllBase().meanOrNull(),
          measures.nllNow().meanOrNull(),
          measures.nllGain().meanOrNull(),
          measures.nllGainCi95(),
          measures.f1Base().meanOrNull(),
          measures.f1Now().meanOrNull(),
          measures.emBase().meanOrNull(),
          measures.emNow().meanOrNull());
    }
  }

  /** Exact match first, then F1, then likelihood. */
  private static final Comparator<UptakeRow> FAVOUR =
      Comparator.comparingDouble((UptakeRow row) -> gain(row.emBase(), row.emNow()))
          .thenComparingDouble(row -> gain(row.f1Base(), row.f1Now()))
          .thenComparingDouble(UptakeRow::nllGain);

  private final int maxTopics;
  private final int kept;
  private final Set<String> seen;
  private final SortedMap<String, Measures> topics = new TreeMap<>();
  private final List<UptakeRow> changes = new ArrayList<>();
  private Measures all = Measures.NONE;
  private long passedOver;

  /**
   * An empty table.
   *
   * @param maxProbes the most probes remembered as seen
   * @param maxTopics the most lines besides {@value #OTHER}
   * @param maxChanges the most changed answers kept
   */
  public UptakeTable(int maxProbes, int maxTopics, int maxChanges) {
    this.maxTopics = maxTopics;
    this.kept = maxChanges;
    this.seen =
        Collections.newSetFromMap(
            new LinkedHashMap<>() {
              @Override
              protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                return size() > maxProbes;
              }
            });
  }

  /** Takes in a row; returns whether it counts. */
  public synchronized boolean add(UptakeRow row) {
    if (row.lag() != 0 || !seen.add(Lane.probeKey(row.lane(), row.probeId()))) {
      passedOver++;
      return false;
    }
    String topic =
        topics.containsKey(row.topic()) || topics.size() < maxTopics ? row.topic() : OTHER;
    topics.put(topic, topics.getOrDefault(topic, Measures.NONE).plus(row));
    all = all.plus(row);
    if (isForTheBetter(row)) {
      changes.add(row);
      changes.sort(FAVOUR.reversed());
      changes.subList(Math.min(kept, changes.size()), changes.size()).clear();
    }
    return true;
  }

  /** All topics together. */
  public synchronized Line overall() {
    return Line.of(all);
  }

  /** Each topic, in the order of their names. */
  public synchronized SortedMap<String, Line> byTopic() {
    SortedMap<String, Line> lines = new TreeMap<>();
    topics.forEach((topic, measures) -> lines.put(topic, Line.of(measures)));
    return lines;
  }

  /**
   * The rows whose answers changed most for the better, best first: those that became right, then
   * those that came closer by F1, then those whose right answer became likelier.
   */
  public synchronized List<UptakeRow> changes() {
    return List.copyOf(changes);
  }

  /** Rows that did not count: at another lag, or of a probe that had counted. */
  public synchronized long passedOver() {
    return passedOver;
  }

  private static boolean isForTheBetter(UptakeRow row) {
    return row.answerNow() != null
        && !Objects.equals(row.answerBase(), row.answerNow())
        && gain(row.emBase(), row.emNow()) >= 0
        && gain(row.f1Base(), row.f1Now()) >= 0
        && (gain(row.f1Base(), row.f1Now()) > 0 || row.nllGain() > 0);
  }

  private static double gain(@Nullable Double base, @Nullable Double now) {
    return base == null || now == null ? 0 : now - base;
  }
}
