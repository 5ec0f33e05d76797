package dev.freshet.learner.meta;

import dev.freshet.learner.gradient.Chain;
import dev.freshet.learner.scoring.AnswerRow;
import dev.freshet.learner.step.Learned;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.TensorTree;
import java.util.List;

/** The derivatives of an outer loss through an episode's steps, which several trainers share. */
final class ThroughSteps {
  private ThroughSteps() {}

  /**
   * @param curved whether the Hessians of the steps count
   * @param asked the questions of the outer loss
   */
  static MetaTrainer.Lesson learn(
      MetaTask task,
      MetaParameters meta,
      Learned before,
      Episode episode,
      boolean curved,
      List<AnswerRow> asked) {
    Chain chain = task.chain(meta);
    Weigher weigher = task.weigher(meta);
    try (Scope scope = Scope.nested();
        InnerLoop.Trajectory trajectory =
            new InnerLoop(task.decoder(), chain, task.passes())
                .take(before, episode.texts(), weigher)) {
      TensorTree after = trajectory.end().parameters();
      OuterLoss.Slope slope =
          task.outer().slope(before.parameters(), after, asked, episode.unrelated());
      Adjoint.Derivatives derivatives =
          new Adjoint(chain, task.difference(), curved)
              .pullBack(
                  trajectory,
                  slope.gradient(),
                  new Adjoint.Wanted(
                      weigher instanceof NetworkWeigher && task.learns(MetaPart.WEIGHTS),
                      task.learns(MetaPart.STEPS),
                      task.learns(MetaPart.INIT)));
      MetaParameters gradient =
          new MetaParameters(
              byNetwork(task, weigher, trajectory, derivatives),
              task.learns(MetaPart.STEPS)
                  ? StepGrain.derivative(meta.logSteps(), derivatives.byLogStep())
                  : MetaParameters.NONE,
              task.learns(MetaPart.INIT) ? derivatives.byStart() : MetaParameters.NONE);
      OuterLoss.Value value = slope.value();
      return new MetaTrainer.Lesson(
          gradient.map(scope::keep),
          kept(scope, trajectory.end()),
          task.outer().of(value),
          value.nll(),
          value.kl(),
          trajectory.meanWeight(),
          derivatives.identityError());
    }
  }

  /** A copy for the scope around, since the trajectory's own tensors end with it. */
  static Learned kept(Scope scope, Learned end) {
    return new Learned(
        scope.keep(end.parameters().copy()),
        end.transformation().mapSlots(tree -> scope.keep(tree.copy())));
  }

  private static TensorTree byNetwork(
      MetaTask task,
      Weigher weigher,
      InnerLoop.Trajectory trajectory,
      Adjoint.Derivatives derivatives) {
    return weigher instanceof NetworkWeigher network && task.learns(MetaPart.WEIGHTS)
        ? network.pullBack(trajectory.steps(), derivatives.byWeight())
        : MetaParameters.NONE;
  }
}
