package dev.freshet.learner.evaluation;

import java.util.List;

/**
 * A variation of a method, or of what it reads or is asked, that should do worse: it shows that a
 * gain comes from what it is believed to come from.
 */
public interface Control {
  /** By which it is chosen. */
  String name();

  /** What a gain under it would mean. */
  String shows();

  /** The method under this control. */
  default Method method(Method method) {
    return method;
  }

  /** The documents under this control. */
  default List<EvaluationDocument> documents(List<EvaluationDocument> documents) {
    return documents;
  }

  /** Whether it changes anything for a method. */
  default boolean concerns(Method method) {
    return true;
  }
}
