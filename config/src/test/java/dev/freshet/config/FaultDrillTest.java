package dev.freshet.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FaultDrillTest {
  private static final long PID = ProcessHandle.current().pid();

  @TempDir Path folder;

  @Test
  void whoeverComesToTheArmedPointStandsThereUntilItIsDisarmed() throws Exception {
    FaultDrill drill = new FaultDrill(folder);
    Files.writeString(folder.resolve("arm"), "STEP 1");
    drill.reached(FaultPoint.STEP);
    drill.reached(FaultPoint.CHUNK);

    CompletableFuture<Void> standing =
        CompletableFuture.runAsync(() -> drill.reached(FaultPoint.STEP));
    while (!Files.exists(folder.resolve("at"))) {
      TimeUnit.MILLISECONDS.sleep(5);
    }

    assertThat(folder.resolve("at")).hasContent("STEP " + PID);
    TimeUnit.MILLISECONDS.sleep(100);
    assertThat(standing).isNotDone();
    Files.delete(folder.resolve("arm"));
    standing.get();
    assertThat(count(FaultPoint.STEP)).isEqualTo(2);
    assertThat(count(FaultPoint.CHUNK)).isEqualTo(1);
  }

  private long count(FaultPoint point) throws IOException {
    byte[] bytes = Files.readAllBytes(folder.resolve(point.name() + "-" + PID + ".count"));
    return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getLong();
  }
}
