package dev.freshet.app.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProcessUsageTest {
  private static final String NAME = "usage-test-with-a-long-name";

  @Test
  void theTimeOfAThreadIsFoundUnderItsNameAsTheSystemCutsIt() throws InterruptedException {
    assumeThat(Files.exists(Path.of("/proc/self/task"))).isTrue();
    Set<String> names = Set.of(ProcessUsage.nativeName(NAME));
    assertThat(names).containsExactly("usage-test-with");
    assertThat(ProcessUsage.cpuSecondsOf(names)).isZero();

    AtomicLong used = new AtomicLong();
    CountDownLatch worked = new CountDownLatch(1);
    CountDownLatch seen = new CountDownLatch(1);
    Thread thread = new Thread(() -> work(used, worked, seen), NAME);
    thread.start();
    worked.await();
    double found = ProcessUsage.cpuSecondsOf(names);
    seen.countDown();
    thread.join();

    // The system counts in ticks of a hundredth.
    assertThat(found).isBetween(used.get() / 1e9 - 0.03, used.get() / 1e9 + 0.1);
    // A thread may be joined a little before the system forgets it.
    for (int i = 0; i < 200 && ProcessUsage.cpuSecondsOf(names) > 0; i++) {
      Thread.sleep(10);
    }
    assertThat(ProcessUsage.cpuSecondsOf(names)).isZero();
  }

  private static void work(AtomicLong used, CountDownLatch worked, CountDownLatch seen) {
    while (used.get() < 200_000_000L) {
      used.set(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
    }
    worked.countDown();
    try {
      seen.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
