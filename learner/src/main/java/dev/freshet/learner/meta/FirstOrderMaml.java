package dev.freshet.learner.meta;

import dev.freshet.learner.step.Learned;
import java.util.EnumSet;
import java.util.Set;

/**
 * MAML without the Hessians of the steps (FOMAML, Finn et al. 2017, section 5.2): what a step does
 * to the gradients of the steps after it is left out. Exact for the last step; a third of the
 * passes.
 */
final class FirstOrderMaml implements MetaTrainer {
  @Override
  public String name() {
    return "fomaml";
  }

  @Override
  public Set<MetaPart> learns() {
    return EnumSet.allOf(MetaPart.class);
  }

  @Override
  public Lesson learn(MetaTask task, MetaParameters meta, Learned before, Episode episode) {
    return ThroughSteps.learn(task, meta, before, episode, false, episode.questions());
  }
}
