package dev.freshet.learner.meta;

import dev.freshet.learner.gradient.GradientTransformation;
import dev.freshet.learner.step.Learned;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.TensorTree;
import java.util.EnumSet;
import java.util.Set;

/**
 * Moves the initialisation towards where the steps lead (Nichol et al. 2018): the steps on the
 * documents, then one on the outer loss, so that their gradients come to agree. No derivative
 * through steps at all; nothing but the initialisation can be learned so.
 */
final class Reptile implements MetaTrainer {
  @Override
  public String name() {
    return "reptile";
  }

  @Override
  public Set<MetaPart> learns() {
    return EnumSet.of(MetaPart.INIT);
  }

  @Override
  public Lesson learn(MetaTask task, MetaParameters meta, Learned before, Episode episode) {
    InnerLoop loop = task.loop(meta);
    try (Scope scope = Scope.nested();
        InnerLoop.Trajectory trajectory = loop.take(before, episode.texts(), task.weigher(meta))) {
      Learned end = trajectory.end();
      OuterLoss.Slope slope =
          task.outer()
              .slope(
                  before.parameters(), end.parameters(), episode.questions(), episode.unrelated());
      GradientTransformation.Update last =
          loop.transformation().update(slope.gradient(), end.transformation(), end.parameters());
      TensorTree reached = end.parameters().plus(last.updates());
      OuterLoss.Value value = slope.value();
      return new Lesson(
          new MetaParameters(
              MetaParameters.NONE,
              MetaParameters.NONE,
              scope.keep(before.parameters().plusScaled(reached, -1))),
          ThroughSteps.kept(scope, end),
          task.outer().of(value),
          value.nll(),
          value.kl(),
          trajectory.meanWeight(),
          0);
    }
  }
}
