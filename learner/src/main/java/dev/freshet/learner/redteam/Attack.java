package dev.freshet.learner.redteam;

import dev.freshet.learner.scoring.Question;
import dev.freshet.tensor.CounterRandom;
import java.util.List;

/** A way to make a hostile document of a usual one. Pure; holds nothing. */
public interface Attack {
  /** What the reference says of it. */
  AttackDescription description();

  /**
   * The hostile document, as text: what an attacker can send.
   *
   * @param victim the model, with its weights where the attack needs them
   */
  String of(String text, Victim victim, CounterRandom random);

  /** Questions whose answers, all false, the documents try to teach. */
  default List<Question> planted() {
    return List.of();
  }

  /**
   * What the reference says of an attack.
   *
   * @param does in one sentence
   * @param knows what the attacker has to know of the model
   */
  record AttackDescription(String name, String does, String knows, String source) {}
}
