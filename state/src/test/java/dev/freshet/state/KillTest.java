package dev.freshet.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Topology: a process that writes, tags nothing and retains three; this one looks on. Fault:
 * SIGKILL at seeded moments. Asserted: what the process said it had written is there, every
 * checkpoint that is there is whole, and what no checkpoint names is given back.
 */
class KillTest {
  private static final int KILLS = 3;
  private static final long ARRAY_BYTES = 4L * 300 * 300;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void aKilledWriterLeavesOnlyWholeCheckpoints(long seed) throws Exception {
    Random random = new Random(seed);
    long written = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      written = runAndKill(written + 1, random.nextInt(400));

      assertThat(CheckpointStore.verify(folder, WriterProcess.SETTINGS).damaged()).isEmpty();
      try (CheckpointStore store = CheckpointStore.open(folder, WriterProcess.SETTINGS)) {
        store.collectOrphans();
        written = checkAllWhole(store, written);
        // A writer killed before it did so itself would leave one more each time.
        store.retain("main", 3, 0);
      }
    }
  }

  private long runAndKill(long firstStep, int millis) throws Exception {
    Process process = start(firstStep);
    try (BufferedReader lines = process.inputReader()) {
      long last = Long.parseLong(lines.readLine());
      assertThatThrownBy(() -> CheckpointStore.open(folder, WriterProcess.SETTINGS))
          .hasMessageContaining("another process");
      TimeUnit.MILLISECONDS.sleep(millis);
      assertThat(process.isAlive()).isTrue();
      // Through its handle, which leaves its last lines to be read.
      process.toHandle().destroyForcibly();
      assertThat(process.waitFor()).isEqualTo(128 + 9);
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        last = Long.parseLong(line);
      }
      return last;
    }
  }

  private long checkAllWhole(CheckpointStore store, long written) {
    List<Manifest> manifests = store.manifests("main");
    assertThat(manifests).hasSizeBetween(1, 4);
    for (Manifest manifest : manifests) {
      assertThat(store.read(manifest).groups()).isEqualTo(WriterProcess.groups(manifest.step()));
    }
    long newest = manifests.get(0).step();
    assertThat(newest).isBetween(written, written + 1);
    // One array is fixed, four are moving at most; half an array more covers every file's own
    // header and footer, and is too little for an array that no checkpoint names.
    assertThat(store.bytesOnDisk()).isLessThan((1 + 4) * ARRAY_BYTES + ARRAY_BYTES / 2);
    return newest;
  }

  private Process start(long firstStep) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.addAll(List.of(WriterProcess.class.getName(), folder.toString(), "" + firstStep));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
