package dev.freshet.learner.redteam;

import dev.freshet.tensor.CounterRandom;

/** The document's tokens in any order. */
record TokenSalad() implements Attack {
  @Override
  public AttackDescription description() {
    return new AttackDescription(
        "token-salad", "its tokens in random order", "vocabulary", "a usual negative control");
  }

  @Override
  public String of(String text, Victim victim, CounterRandom random) {
    int[] ids = victim.model().tokenizer().encodePlain(text).ids();
    random.shuffle(ids);
    return victim.model().tokenizer().decode(ids);
  }
}
