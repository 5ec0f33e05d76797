package dev.freshet.state;

import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint as it is handed in, before its arrays are stored.
 *
 * @param time when it was taken; informational, no part of the id
 * @param parent id of the checkpoint that the lane went on from; null for the first
 * @param fingerprint the fold's chained fingerprint, in hexadecimal
 * @param reason why it was taken, such as {@code interval} or {@code settings}
 * @param notes what else the writer wants to find again: small texts by name
 * @param tags names for this checkpoint; a tagged one is kept by retention
 * @param groups arrays by group: {@link Manifest#WEIGHTS}, {@code transform} and what the writer
 *     likes; names are unique within a group
 */
public record CheckpointDraft(
    Position position,
    Instant time,
    @Nullable String parent,
    String fingerprint,
    Provenance provenance,
    String reason,
    Map<String, String> notes,
    Set<String> tags,
    Map<String, List<NamedArray>> groups) {
  public CheckpointDraft {
    notes = Map.copyOf(notes);
    tags = Set.copyOf(tags);
    tags.forEach(Valid::tag);
    Map<String, List<NamedArray>> copy = new LinkedHashMap<>();
    groups.forEach((group, arrays) -> copy.put(group, distinct(group, arrays)));
    groups = copy;
  }

  /** The arrays of the weights; empty where there are none. */
  List<NamedArray> weights() {
    return groups.getOrDefault(Manifest.WEIGHTS, List.of());
  }

  SortedSet<String> sortedTags() {
    return new TreeSet<>(tags);
  }

  private static List<NamedArray> distinct(String group, List<NamedArray> arrays) {
    Valid.name("group", group, 64);
    Set<String> names = new HashSet<>();
    for (NamedArray array : arrays) {
      Valid.that(names.add(array.name()), "group '%s' has '%s' twice", group, array.name());
    }
    return List.copyOf(arrays);
  }
}
