package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.evaluator.EvaluatorTopology;
import dev.freshet.ingest.streams.InstanceId;
import dev.freshet.ingest.streams.StreamsProperties;
import dev.freshet.ingest.topic.GroupMembers;
import java.time.Duration;

/**
 * Who scores for a learner: its own process, or evaluators by themselves. Both are members of one
 * group, so that one goes on where the other stopped. Both at a time would share the lanes, and a
 * learner that waits for its own evaluator would wait without end for those that it lost.
 */
enum EvaluatorGroup {
  BESIDE("another process scores for this learner", "start with --no-evaluate, or stop the other"),
  ALONE("the learner's own process scores too", "start that one with --no-evaluate");

  /** Longer than the session of a member that has stopped. */
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final String MARK = "-alone";
  private static final long LOOK_MILLIS = 500;

  private final String problem;
  private final String remedy;

  EvaluatorGroup(String problem, String remedy) {
    this.problem = problem;
    this.remedy = remedy;
  }

  /** The name of a process in the group. */
  String name(InstanceId instance) {
    return this == ALONE ? instance.value() + MARK : instance.value();
  }

  /**
   * Waits until no other process of the other kind is a member.
   *
   * @throws FreshetException CONFIGURATION if one still is when patience ends
   */
  void requireNoOther(
      Cluster kafka, CommandContext context, InstanceId instance, Duration patience) {
    String group = StreamsProperties.applicationId(EvaluatorTopology.NAME, context.settings());
    long deadline = System.nanoTime() + patience.toNanos();
    while (GroupMembers.instanceIds(kafka.admin(), group).stream()
        .anyMatch(
            member ->
                member.contains(MARK) != (this == ALONE) && !member.startsWith(instance.value()))) {
      context.interruption().check();
      if (System.nanoTime() >= deadline) {
        throw new FreshetException(
            ExitCode.CONFIGURATION, problem, "consumer group " + group, remedy);
      }
      Pause.millis(LOOK_MILLIS);
    }
  }
}
