package dev.freshet.learner.meta;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.step.Learned;
import java.util.List;
import java.util.Set;

/**
 * A way to learn from an episode: takes its steps, asks, and says in which direction each
 * meta-parameter should go. One file each.
 */
interface MetaTrainer {
  /** All of them, the default first. */
  List<MetaTrainer> ALL =
      List.of(new ExactMaml(), new FirstOrderMaml(), new OnlineAwareMaml(), new Reptile());

  /** The name by which a user chooses it. */
  String name();

  /** What it has a derivative for. */
  Set<MetaPart> learns();

  /**
   * Takes an episode's steps from a state of the stream.
   *
   * @return the derivatives and the state after the steps, in the current scope
   */
  Lesson learn(MetaTask task, MetaParameters meta, Learned before, Episode episode);

  /**
   * What an episode taught.
   *
   * @param loss the outer loss, as this trainer has it
   * @param nll of the documents' answers after the steps
   * @param kl of the unrelated text
   * @param meanWeight over all tokens
   * @param identityError the largest error of the finite differences, relative; 0 without any
   */
  record Lesson(
      MetaParameters gradient,
      Learned after,
      double loss,
      double nll,
      double kl,
      double meanWeight,
      double identityError) {}

  /**
   * The meta-trainer of that name.
   *
   * @throws FreshetException if there is none, or it cannot learn what is asked for
   */
  static MetaTrainer named(String name, Set<MetaPart> learn) {
    List<String> names = ALL.stream().map(MetaTrainer::name).toList();
    MetaTrainer trainer =
        ALL.stream()
            .filter(candidate -> candidate.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new FreshetException(
                        ExitCode.USAGE,
                        "there is no meta-trainer " + name,
                        "--meta-trainer",
                        "choose one of " + String.join(", ", names)));
    for (MetaPart part : learn) {
      if (!trainer.learns().contains(part)) {
        throw new FreshetException(
            ExitCode.USAGE,
            name + " cannot learn " + part.spelled(),
            "--learn",
            "leave it out, or take --meta-trainer maml");
      }
    }
    return trainer;
  }
}
