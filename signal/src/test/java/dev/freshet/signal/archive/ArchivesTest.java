package dev.freshet.signal.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.signal.anomaly.Detector;
import dev.freshet.signal.anomaly.DetectorKind;
import dev.freshet.signal.anomaly.Detectors;
import dev.freshet.tensor.CounterRandom;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchivesTest {
  static Stream<DetectorKind> all() {
    return Detectors.all().stream();
  }

  private static double value(int i) {
    CounterRandom random = new CounterRandom(3, i);
    return 10 * Math.sin(2 * Math.PI * i / 288) + random.nextGaussian() + (i == 2500 ? 90 : 0);
  }

  @ParameterizedTest
  @MethodSource("all")
  void aDetectorThatWasReadBackGoesOnToTheLastBit(DetectorKind kind) {
    Detector straight = kind.start();
    for (int stop : new int[] {0, 7, 340, 2499}) {
      Detector stopped = kind.start();
      for (int i = 0; i < stop; i++) {
        stopped.next(i * 300L, value(i));
      }
      Detector readBack = Archives.read(Archives.write(stopped), kind.start());
      for (int i = stop; i < stop + 400; i++) {
        assertThat(readBack.next(i * 300L, value(i)))
            .as("point %d after a stop at %d", i, stop)
            .isEqualTo(stopped.next(i * 300L, value(i)));
      }
    }
    straight.next(0, 1);
    assertThat(Archives.write(straight)).as("one point changes it").isNotEqualTo(fresh(kind));
  }

  private static byte[] fresh(DetectorKind kind) {
    return Archives.write(kind.start());
  }

  @ParameterizedTest
  @MethodSource("all")
  void bytesThatAreNoSuchStateAreRefused(DetectorKind kind) {
    byte[] bytes = fresh(kind);

    assertThatThrownBy(() -> Archives.read(Arrays.copyOf(bytes, bytes.length / 2), kind.start()))
        .isInstanceOf(IllegalArgumentException.class);
    byte[] longer =
        Archives.write(
            archive -> {
              kind.start().keep(archive);
              archive.of(1);
            });
    assertThatThrownBy(() -> Archives.read(longer, kind.start()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("left over");
  }
}
