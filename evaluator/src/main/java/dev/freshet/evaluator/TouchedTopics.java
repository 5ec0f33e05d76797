package dev.freshet.evaluator;

import dev.freshet.evaluator.RememberedProbe.Due;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The step at which each topic of a lane was last learned from. Bounded. */
final class TouchedTopics {
  private final BoundedStore<Due> steps;

  TouchedTopics(BoundedStore<Due> steps) {
    this.steps = steps;
  }

  void touch(String lane, String topic, Due step) {
    steps.remove(key(lane, topic)); // its place is by its last touch, not its first
    steps.put(key(lane, topic), step);
  }

  /** Whether nothing on the topic was learned after a step; false where that is not known. */
  boolean untouchedSince(String lane, String topic, long step) {
    @Nullable Due last = steps.get(key(lane, topic));
    return last != null && last.step() <= step;
  }

  /** The last step of each lane. */
  Map<String, Long> lastSteps() {
    Map<String, Long> last = new HashMap<>();
    steps.forEach(
        (key, step) -> last.merge(key.substring(0, key.indexOf('/')), step.step(), Math::max));
    return last;
  }

  /** No lane has a slash. */
  private static String key(String lane, String topic) {
    return lane + "/" + topic;
  }
}
