package dev.freshet.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(CpuScope.class)
class NativeMemoryTest {
  private static final int ROUNDS = 10_000;
  private static final long LIMIT_MIB = 64;

  /** One leaked result of 64 KiB a round would grow the process by 640 MiB. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void tenThousandScoringsOnANewThreadLeaveMemoryFlat() {
    TensorTree parameters = TensorTree.of(Map.of("w", Tensor.full(0.01, Dtype.F32, 128, 128)));

    try (Recording recording = Recording.of(parameters)) {
      TensorTree[] leaves = new TensorTree[1];
      recording.add(
          recorded -> {
            leaves[0] = recorded;
            return recorded.get("w").sum();
          });
      long grownMib =
          CompletableFuture.supplyAsync(() -> growthMib(leaves[0]), NativeMemoryTest::run).join();

      assertThat(grownMib).isLessThan(LIMIT_MIB);
    }
  }

  private static void run(Runnable task) {
    new Thread(task, "scorer").start();
  }

  private static long growthMib(TensorTree leaves) {
    Tensor[] inputs = new Tensor[1];
    try (Scope outer = Scope.on(Torch.device("cpu"))) {
      inputs[0] = Tensor.full(1, Dtype.F32, 128, 128);
      score(leaves, inputs[0]);
      long before = residentMib();
      score(leaves, inputs[0]);
      return residentMib() - before;
    }
  }

  private static void score(TensorTree leaves, Tensor input) {
    for (int i = 0; i < ROUNDS; i++) {
      try (Scope scope = Scope.nested()) {
        assertThat(input.linear(leaves.get("w"), null).mean().item()).isPositive();
      }
    }
  }

  @SuppressWarnings("SystemGc") // what the heap holds back is not what is measured
  private static long residentMib() {
    System.gc();
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
