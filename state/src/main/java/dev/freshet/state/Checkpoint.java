package dev.freshet.state;

import java.util.List;
import java.util.Map;

/**
 * A checkpoint read back whole, every digest compared.
 *
 * @param groups arrays by group, in the order in which they were written
 */
public record Checkpoint(Manifest manifest, Map<String, List<NamedArray>> groups) {

  /** The arrays of one group; empty where the checkpoint has none. */
  public List<NamedArray> group(String name) {
    return groups.getOrDefault(name, List.of());
  }
}
