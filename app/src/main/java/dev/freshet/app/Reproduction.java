package dev.freshet.app;

import dev.freshet.evaluator.replay.ReplayReport.Contender;
import dev.freshet.ingest.recording.RecordingManifest.Mark;
import dev.freshet.ingest.records.Ground;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the fold has given the recorded weights again.
 *
 * @param holds null where it cannot be said
 */
record Reproduction(@Nullable Boolean holds, String words) {

  /**
   * Compares digests at a recorded checkpoint.
   *
   * @param recorded what the log was folded under
   * @param here what this process runs under
   */
  static Reproduction of(
      List<Contender> contenders, @Nullable Mark mark, Ground recorded, Ground here) {
    Contender same = contenders.stream().filter(Contender::recorded).findFirst().orElse(null);
    if (same == null) {
      return new Reproduction(
          null, "No variant has the recorded settings, so nothing was to be reproduced.");
    }
    if (mark == null) {
      return new Reproduction(
          null, "No recorded checkpoint lies in the stretch, so there is nothing to compare with.");
    }
    String now = same.runs().get(0).digestAtMark();
    String place =
        "%s, after record %d (step %d), has ".formatted(same.name(), mark.seq(), mark.step());
    if (mark.weightsDigest().equals(now)) {
      return new Reproduction(
          true,
          "Reproduced: "
              + place
              + "the recorded weights, bit for bit (SHA-256 "
              + mark.weightsDigest().substring(0, 16)
              + "…).");
    }
    if (!recorded.roundsLike(here)) {
      return new Reproduction(
          null,
          place
              + "other bits than recorded, as is to be expected: it was folded by build %s with %d threads on %s, and now by build %s with %d threads on %s."
                  .formatted(
                      recorded.build(),
                      recorded.threads(),
                      recorded.instructionSet(),
                      here.build(),
                      here.threads(),
                      here.instructionSet()));
    }
    return new Reproduction(
        false,
        "Not reproduced: "
            + place
            + "not the recorded weights, though nothing says that they should differ.");
  }
}
