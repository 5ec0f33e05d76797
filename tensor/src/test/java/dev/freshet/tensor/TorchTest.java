package dev.freshet.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class TorchTest {

  @Test
  void theCpuIsAlwaysThereAndPromisesBits() {
    assertThat(Torch.devices()).startsWith("cpu");
    assertThat(Torch.device("cpu")).hasToString("cpu");
    assertThat(Torch.device("cpu").promisesBits()).isTrue();
  }

  @Test
  void autoTakesTheFirstAcceleratorOrElseTheCpu() {
    String expected = Torch.devices().size() > 1 ? "cuda:0" : "cpu";

    assertThat(Torch.device("auto")).hasToString(expected);
  }

  @Test
  void aDeviceThatIsNotThereIsAnErrorOfTheConfiguration() {
    assertThatThrownBy(() -> Torch.device("cuda:99"))
        .asInstanceOf(InstanceOfAssertFactories.type(FreshetException.class))
        .satisfies(
            e -> {
              assertThat(e.code()).isEqualTo(ExitCode.CONFIGURATION);
              assertThat(e).hasMessage("there is no device cuda:99 here");
              assertThat(e.remedy()).contains("cpu");
            });
  }

  @Test
  void aComputationMayHaveThreadsOfItsOwnAndPutsTheCountBack() {
    int engine = Torch.threads();

    assertThat(Torch.withThreads(engine + 1, Torch::adoptThread)).isEqualTo(engine + 1);
    assertThat(Torch.withThreads(engine + 1, () -> Torch.withThreads(0, Torch::adoptThread)))
        .isEqualTo(engine);
    assertThatThrownBy(
            () ->
                Torch.withThreads(
                    engine + 1,
                    () -> {
                      throw new IllegalStateException("amid it");
                    }))
        .hasMessage("amid it");
    assertThat(Torch.adoptThread()).isEqualTo(engine);
    assertThat(Torch.threads()).isEqualTo(engine);
  }

  @Test
  void theThreadCountNeverChangesOnceTheEngineRuns() {
    int threads = Torch.threads();

    Torch.start(threads);
    assertThatThrownBy(() -> Torch.start(threads + 1)).isInstanceOf(IllegalStateException.class);
    assertThat(Torch.threads()).isEqualTo(threads);
  }
}
