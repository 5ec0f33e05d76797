package dev.freshet.learner.meta;

import dev.freshet.learner.scoring.AnswerRow;
import dev.freshet.learner.step.Learned;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * OML's objective (Javed and White 2019, "Meta-learning representations for continual learning"):
 * after the steps in sequence the learner is asked about their documents <i>and</i> about others,
 * so that interference with what it knew costs as much as learning too little. Differentiated
 * exactly.
 */
final class OnlineAwareMaml implements MetaTrainer {
  @Override
  public String name() {
    return "oml";
  }

  @Override
  public Set<MetaPart> learns() {
    return EnumSet.allOf(MetaPart.class);
  }

  @Override
  public Lesson learn(MetaTask task, MetaParameters meta, Learned before, Episode episode) {
    List<AnswerRow> asked = new ArrayList<>(episode.questions());
    asked.addAll(episode.remembered());
    return ThroughSteps.learn(task, meta, before, episode, true, asked);
  }
}
