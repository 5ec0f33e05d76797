package dev.freshet.evaluator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The documents whose probes are here and which have not come yet, by lane, in the order in which
 * their probes came: in most streams the next is the first. One that was looked at and did not come
 * goes to the end. No larger than the memory of probes that it is built from.
 */
final class Upcoming {
  private final RememberedProbes probes;
  private final Map<String, Set<String>> documents = new HashMap<>();

  Upcoming(RememberedProbes probes) {
    this.probes = probes;
  }

  void expect(String lane, String documentId) {
    documents.computeIfAbsent(lane, name -> new LinkedHashSet<>()).add(documentId);
  }

  void came(String lane, String documentId) {
    @Nullable Set<String> waited = documents.get(lane);
    if (waited != null) {
      waited.remove(documentId);
    }
  }

  /**
   * Probes of the next documents.
   *
   * @param most probes; the last document's are given whole or not at all, the first one's cut
   */
  List<RememberedProbe> next(String lane, int documentCount, int most) {
    List<RememberedProbe> next = new ArrayList<>();
    Set<String> waited = documents.getOrDefault(lane, Set.of());
    for (int i = 0; i < documentCount && !waited.isEmpty(); i++) {
      String document = waited.iterator().next();
      List<RememberedProbe> own = probes.ofDocument(lane, document);
      if (!next.isEmpty() && next.size() + own.size() > most) {
        break;
      }
      next.addAll(own.subList(0, Math.min(own.size(), most)));
      waited.remove(document);
      if (!own.isEmpty()) {
        waited.add(document);
      }
    }
    return next;
  }
}
