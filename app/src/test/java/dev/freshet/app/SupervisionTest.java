package dev.freshet.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class SupervisionTest {
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final List<Long> pauses = new ArrayList<>();
  private long nanos;
  private int runs;

  /** Fails in these ways, one after the other, then ends well; each try lasts so long. */
  private ExitCode supervised(int restarts, long secondsOfWork, ExitCode... failures) {
    Deque<ExitCode> ahead = new ArrayDeque<>(List.of(failures));
    return new Supervision(
            restarts, new PrintStream(said, true, StandardCharsets.UTF_8), () -> nanos, pauses::add)
        .over(
            () -> {
              runs++;
              nanos += secondsOfWork * 1_000_000_000;
              if (!ahead.isEmpty()) {
                throw new FreshetException(ahead.poll(), "it broke", null, "mend it");
              }
              return ExitCode.INTERRUPTED;
            });
  }

  @Test
  void workBeginsAnewAfterPausesThatDouble() {
    ExitCode end =
        supervised(3, 1, ExitCode.BROKER_UNREACHABLE, ExitCode.FAILURE, ExitCode.FAILURE);
    assertThat(end).isEqualTo(ExitCode.INTERRUPTED);
    assertThat(pauses).containsExactly(1000L, 2000L, 4000L);
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("stopped: it broke", "starting again in 4 s (3 of 3)");
  }

  @Test
  void soManyInARowAreEnough() {
    assertThatThrownBy(() -> supervised(1, 1, ExitCode.FAILURE, ExitCode.BROKER_UNREACHABLE))
        .isInstanceOfSatisfying(
            FreshetException.class,
            e -> assertThat(e.code()).isEqualTo(ExitCode.BROKER_UNREACHABLE));
    assertThat(runs).isEqualTo(2);
  }

  @Test
  void workThatLastedBeginsANewRow() {
    ExitCode end = supervised(1, 600, ExitCode.FAILURE, ExitCode.FAILURE, ExitCode.FAILURE);
    assertThat(end).isEqualTo(ExitCode.INTERRUPTED);
    assertThat(pauses).containsExactly(1000L, 1000L, 1000L);
  }

  @Test
  void whatTimeDoesNotMendEndsItAtOnce() {
    for (ExitCode code :
        List.of(
            ExitCode.USAGE,
            ExitCode.CONFIGURATION,
            ExitCode.ARTEFACT,
            ExitCode.DIVERGED,
            ExitCode.INTERRUPTED)) {
      runs = 0;
      assertThatThrownBy(() -> supervised(5, 1, code)).isInstanceOf(FreshetException.class);
      assertThat(runs).as(code.toString()).isEqualTo(1);
    }
  }

  @Test
  void pausesAreBounded() {
    assertThat(Supervision.pauseMillis(60)).isEqualTo(60_000);
  }
}
