package dev.freshet.evaluator;

import dev.freshet.evaluator.RememberedProbe.Due;
import dev.freshet.ingest.records.Lane;
import dev.freshet.ingest.records.Probe;
import dev.freshet.ingest.records.UptakeRow.Before;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The probes of one partition, found by their document, and those that wait for a snapshot, found
 * by their lane. Bounded: the oldest probe is forgotten first.
 */
final class RememberedProbes {
  /** Probes looked at for each distractor: where answers repeat, the search has an end. */
  private static final int LOOKED_AT = 8;

  private final BoundedStore<RememberedProbe> probes;
  private final Map<String, Set<String>> byDocument = new HashMap<>();
  private final Map<String, Set<String>> byTopic = new HashMap<>();
  private final Map<String, Set<String>> byQuestion = new HashMap<>();
  private final Map<String, Set<String>> waiting = new HashMap<>();

  /** Takes over what a store holds. */
  RememberedProbes(BoundedStore<RememberedProbe> probes) {
    this.probes = probes;
    probes.forEach((key, probe) -> index(probe));
  }

  /** Whether exactly this probe is here. */
  boolean knows(String lane, Probe probe) {
    @Nullable RememberedProbe known = probes.get(Lane.probeKey(lane, probe.id()));
    return known != null && known.probe().equals(probe);
  }

  /** Keeps a probe, in place of any of its id; returns how many were forgotten to make room. */
  int put(RememberedProbe probe) {
    @Nullable RememberedProbe before = probes.get(probe.key());
    if (before != null
        && !(Objects.equals(document(before), document(probe))
            && topic(before).equals(topic(probe))
            && question(before).equals(question(probe)))) {
      unindex(before);
    }
    index(probe);
    List<Map.Entry<String, RememberedProbe>> evicted = probes.put(probe.key(), probe);
    evicted.forEach(entry -> unindex(entry.getValue()));
    return evicted.size();
  }

  /** Forgets a probe and returns it, where it was here. */
  @Nullable RememberedProbe remove(String lane, String probeId) {
    @Nullable RememberedProbe removed = probes.remove(Lane.probeKey(lane, probeId));
    if (removed != null) {
      unindex(removed);
    }
    return removed;
  }

  /** Visits all, the oldest first. */
  void forEach(Consumer<RememberedProbe> visitor) {
    probes.forEach((key, probe) -> visitor.accept(probe));
  }

  /** The probes of a document, in the order in which they came. */
  List<RememberedProbe> ofDocument(String lane, String documentId) {
    return found(byDocument.get(documentKey(lane, documentId)), Integer.MAX_VALUE);
  }

  /** Some of the lane's probes that wait, those that wait longest first. */
  List<RememberedProbe> waiting(String lane, int most) {
    return found(waiting.get(lane), most);
  }

  /**
   * First answers of the lane's other probes of a probe's topic that it does not accept, each once,
   * those of the oldest probes first, so that a probe has the same at each lag.
   */
  List<String> distractors(RememberedProbe probe, int most) {
    Set<String> found = new LinkedHashSet<>();
    int looked = 0;
    for (String key : byTopic.getOrDefault(topic(probe), Set.of())) {
      if (found.size() == most || looked++ == most * LOOKED_AT) {
        break;
      }
      @Nullable RememberedProbe other = probes.get(key);
      if (other != null && !probe.probe().answers().contains(answer(other))) {
        found.add(answer(other));
      }
    }
    return List.copyOf(found);
  }

  /** Probes whose right answer is the one that this probe's takes the place of. */
  List<RememberedProbe> supersededBy(RememberedProbe probe) {
    @Nullable String was = probe.probe().was();
    return was == null
        ? List.of()
        : found(byQuestion.get(question(probe)), Integer.MAX_VALUE).stream()
            .filter(other -> !other.key().equals(probe.key()) && answer(other).equals(was))
            .toList();
  }

  /** The probe of a key, while it is remembered. */
  @Nullable RememberedProbe get(String key) {
    return probes.get(key);
  }

  /** Notes how a probe stands before its document comes. */
  void stand(RememberedProbe probe, Before now) {
    @Nullable RememberedProbe known = probes.get(probe.key());
    if (known != null) {
      put(known.standing(now));
    }
  }

  /** Some of the probes that came after one, whatever their lane; in most streams the next due. */
  List<RememberedProbe> following(RememberedProbe probe, int most) {
    return probes.following(probe.key(), most);
  }

  /**
   * Lets a probe wait for its lane's next snapshot; one that was forgotten stays forgotten. False
   * where it waits already.
   */
  boolean await(RememberedProbe probe, Due due) {
    @Nullable RememberedProbe known = probes.get(probe.key());
    if (known == null || !known.probe().equals(probe.probe()) || due.equals(known.waitsFor())) {
      return false;
    }
    put(probe.waitingFor(due));
    return true;
  }

  /** Ends a probe's waiting. */
  void settle(RememberedProbe probe) {
    @Nullable RememberedProbe known = probes.get(probe.key());
    if (known != null && known.waitsFor() != null) {
      put(known.waitingFor(null));
    }
  }

  int size() {
    return probes.size();
  }

  private List<RememberedProbe> found(@Nullable Set<String> keys, int most) {
    return keys == null
        ? List.of()
        : keys.stream().limit(most).map(probes::get).filter(Objects::nonNull).toList();
  }

  /** Leaves a probe that is in an index in its place there. */
  private void index(RememberedProbe probe) {
    @Nullable String document = document(probe);
    if (document != null) {
      add(byDocument, document, probe.key());
    }
    add(byTopic, topic(probe), probe.key());
    add(byQuestion, question(probe), probe.key());
    if (probe.waitsFor() != null) {
      add(waiting, probe.lane(), probe.key());
    } else {
      remove(waiting, probe.lane(), probe.key());
    }
  }

  private void unindex(RememberedProbe probe) {
    @Nullable String document = document(probe);
    if (document != null) {
      remove(byDocument, document, probe.key());
    }
    remove(byTopic, topic(probe), probe.key());
    remove(byQuestion, question(probe), probe.key());
    remove(waiting, probe.lane(), probe.key());
  }

  private static String topic(RememberedProbe probe) {
    return documentKey(probe.lane(), probe.probe().topic());
  }

  private static String question(RememberedProbe probe) {
    return documentKey(probe.lane(), probe.probe().question());
  }

  private static String answer(RememberedProbe probe) {
    return probe.probe().answers().get(0);
  }

  private static @Nullable String document(RememberedProbe probe) {
    @Nullable String id = probe.probe().documentId();
    return id == null ? null : documentKey(probe.lane(), id);
  }

  private static void add(Map<String, Set<String>> index, String under, String key) {
    index.computeIfAbsent(under, name -> new LinkedHashSet<>()).add(key);
  }

  private static void remove(Map<String, Set<String>> index, String under, String key) {
    @Nullable Set<String> keys = index.get(under);
    if (keys != null && keys.remove(key) && keys.isEmpty()) {
      index.remove(under);
    }
  }

  /** No lane has a line break. */
  static String documentKey(String lane, String documentId) {
    return lane + '\n' + documentId;
  }
}
