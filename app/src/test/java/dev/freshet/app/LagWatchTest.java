package dev.freshet.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class LagWatchTest {
  @Test
  void anAnswerIsGivenOnce() throws Exception {
    try (LagWatch watch = new LagWatch(() -> Map.of("log", 3L))) {
      assertThat(watch.poll()).isEmpty();
      assertThat(answer(watch)).isEqualTo(new LagWatch.Answer(true, Map.of("log", 3L)));
      assertThat(watch.poll()).isEmpty();
    }
  }

  @Test
  void aBrokerThatDoesNotAnswerIsToldOfAndEndsNothing() throws Exception {
    try (LagWatch watch = new LagWatch(failing(ExitCode.BROKER_UNREACHABLE))) {
      assertThat(answer(watch).reached()).isFalse();
      assertThat(answer(watch).reached()).isFalse();
    }
  }

  @Test
  void askingHoldsUpNothing() {
    CountDownLatch never = new CountDownLatch(1);
    Supplier<Map<String, Long>> silent =
        () -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return Map.of();
        };
    try (LagWatch watch = new LagWatch(silent)) {
      watch.ask();
      assertThat(watch.poll()).isEmpty();
      watch.ask();
      assertThat(watch.poll()).isEmpty();
    }
  }

  @Test
  void whatElseGoesWrongIsNotSwallowed() {
    try (LagWatch watch = new LagWatch(failing(ExitCode.CONFIGURATION))) {
      assertThatThrownBy(() -> answer(watch)).hasRootCauseMessage("told so");
    }
  }

  private static Supplier<Map<String, Long>> failing(ExitCode code) {
    return () -> {
      throw new FreshetException(code, "told so", null, "");
    };
  }

  private static LagWatch.Answer answer(LagWatch watch) throws InterruptedException {
    watch.ask();
    Optional<LagWatch.Answer> answer = watch.poll();
    while (answer.isEmpty()) {
      Thread.sleep(1);
      answer = watch.poll();
    }
    return answer.get();
  }
}
