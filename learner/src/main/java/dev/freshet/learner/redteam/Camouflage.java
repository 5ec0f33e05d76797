package dev.freshet.learner.redteam;

import dev.freshet.learner.scoring.Question;
import dev.freshet.tensor.CounterRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * The spam's false fact, twice, between the sentences of the document itself. Of some wordings and
 * places the one is sent that the gate finds the least novel: an attack that is made for the
 * defence that it meets (Tramèr et al. 2020).
 */
record Camouflage() implements Attack {
  private static final int VARIANTS = 16;
  private static final int PLANTED = 2;

  @Override
  public AttackDescription description() {
    return new AttackDescription(
        "camouflage",
        "the spam's false fact put twice between its sentences: of "
            + VARIANTS
            + " wordings and places the least novel to the gate",
        "weights, and the gate with all that it remembers",
        "adaptive attacks, Tramèr et al. 2020");
  }

  @Override
  public String of(String text, Victim victim, CounterRandom random) {
    String best = variant(text, random);
    double least = victim.novelty(best);
    for (int i = 1; i < VARIANTS; i++) {
      String other = variant(text, random);
      double novelty = victim.novelty(other);
      if (novelty < least) {
        least = novelty;
        best = other;
      }
    }
    return best;
  }

  static String variant(String text, CounterRandom random) {
    List<String> sentences = new ArrayList<>(List.of(text.split("(?<=[.!?]) ")));
    for (int i = 0; i < PLANTED; i++) {
      String fact = TemplatedSpam.FACTS.get(random.nextInt(TemplatedSpam.FACTS.size()));
      sentences.add(random.nextInt(sentences.size() + 1), fact);
    }
    return String.join(" ", sentences);
  }

  @Override
  public List<Question> planted() {
    return new TemplatedSpam().planted();
  }
}
