package dev.freshet.learner.meta;

import dev.freshet.learner.step.Learned;
import java.util.EnumSet;
import java.util.Set;

/**
 * The outer loss differentiated exactly through all steps: model-agnostic meta-learning (Finn et
 * al. 2017) for the initialisation, Meta-SGD (Li et al. 2017) for step sizes, CaMeLS (Hu et al.
 * 2023) for the weights of tokens.
 */
final class ExactMaml implements MetaTrainer {
  @Override
  public String name() {
    return "maml";
  }

  @Override
  public Set<MetaPart> learns() {
    return EnumSet.allOf(MetaPart.class);
  }

  @Override
  public Lesson learn(MetaTask task, MetaParameters meta, Learned before, Episode episode) {
    return ThroughSteps.learn(task, meta, before, episode, true, episode.questions());
  }
}
