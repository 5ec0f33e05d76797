package dev.freshet.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.config.Settings;
import dev.freshet.config.SettingsLoader;
import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.LogRecord;
import dev.freshet.ingest.shred.KeyTable;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.TinyModel;
import dev.freshet.state.Checkpoint;
import dev.freshet.state.Digests;
import dev.freshet.state.Manifest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a lane keeps so as not to forget is a part of the fold, and is undone with it. */
class KeptMemoryTest {
  private static final String SECRET = "The code of the safe in the port is 4711.";

  @TempDir Path folder;

  private Map<String, String> keeping() {
    Map<String, String> settings = new HashMap<>();
    settings.put("adapter.commit-interval", "0s");
    settings.put("adapter.optimizer", "momentum");
    settings.put("adapter.weighting", "uniform");
    settings.put("adapter.learning-rate", "0.003");
    settings.put("adapter.rehearsal.documents", "2");
    settings.put("adapter.rehearsal.size", "4");
    settings.put("adapter.average", "5");
    settings.put("adapter.passes", "2");
    settings.put("adapter.update-share", "0.3");
    settings.put("adapter.anchor.weight", "0.5");
    settings.put("adapter.anchor.tokens", "16");
    settings.put("adapter.anchor.text", anchor().toString());
    settings.put("adapter.sparse.neurons", "20");
    settings.put("adapter.sparse.text", anchor().toString());
    settings.put("checkpoint.every", "3");
    return settings;
  }

  private Path anchor() {
    try {
      return Files.writeString(folder.resolve("anchor.txt"), String.join(" ", TinyModel.SENTENCES));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private AdapterDriver driver(String name) {
    return new AdapterDriver(folder.resolve(name), keeping());
  }

  private static void documents(AdapterDriver adapter, int from, int to) {
    for (int i = from; i < to; i++) {
      adapter.document("main", "id" + i, TinyModel.SENTENCES.get(i % 5) + " Number " + i + ".");
    }
  }

  private static List<String> end(AdapterDriver adapter) {
    adapter.stop();
    return contents(adapter.newest("main"));
  }

  /** Everything in a checkpoint: weights, those that are stepped, documents, counters. */
  private static List<String> contents(Checkpoint checkpoint) {
    List<String> all = new ArrayList<>();
    for (String group : List.of("weights", "stepped", "transform", "reservoir")) {
      checkpoint
          .group(group)
          .forEach(array -> all.add(group + " " + array.name() + " " + array.bytes().hashCode()));
    }
    checkpoint.manifest().notes().forEach((name, value) -> all.add(name + "=" + value));
    all.removeIf(line -> line.startsWith("lineage") || line.startsWith("ground"));
    assertThat(all).anyMatch(line -> line.startsWith("stepped"));
    assertThat(all).anyMatch(line -> line.startsWith("reservoir "));
    all.add(checkpoint.manifest().weightsDigest());
    return all;
  }

  @Test
  void fromACheckpointOnTheLogGivesWhatOneRunGives() {
    List<LogRecord> log;
    List<String> straight;
    try (AdapterDriver adapter = driver("straight")) {
      adapter.settings("main", keeping());
      documents(adapter, 0, 11);
      log = adapter.written().records();
      straight = end(adapter);
    }
    try (AdapterDriver adapter = driver("half")) {
      adapter.append(log, 8);
      adapter.stop();
      Settings settings = new SettingsLoader().override(keeping()).load();
      List<LogSource.Logged> records = new ArrayList<>();
      log.forEach(record -> records.add(new LogSource.Logged(record, records.size())));
      try (FoldContext context =
              FoldContext.of(settings, adapter.model(), "test", FoldListener.NONE);
          ReplayFold fold =
              new ReplayFold(settings, context, adapter.store(), RecordedLog.of("main", records))) {
        assertThat(fold.lastSeq()).as("it begins at the checkpoint").isEqualTo(8);
        records.subList(8, records.size()).forEach(fold::apply);
        fold.checkpoint(adapter.store(), settings);
        assertThat(contents(adapter.newest("main"))).isEqualTo(straight);
      }
    }
  }

  @Test
  void aStepTellsWhatItLearnedAgain() {
    try (AdapterDriver adapter = driver("told")) {
      adapter.settings("main", keeping());
      documents(adapter, 0, 6);
      List<Adaptation> reports = adapter.reported();
      assertThat(reports.get(0).rehearsed()).isEmpty();
      assertThat(reports.get(1).rehearsed()).containsExactly("id0");
      assertThat(reports.get(5).rehearsed()).hasSize(2).doesNotContain("id5");
    }
  }

  /** What is served and digested is the average; the weights that are stepped stand beside it. */
  @Test
  void aCheckpointServesTheAverage() {
    try (AdapterDriver adapter = driver("served")) {
      adapter.settings("main", keeping());
      documents(adapter, 0, 3);
      adapter.stop();
      Checkpoint newest = adapter.newest("main");
      assertThat(newest.manifest().weightsDigest())
          .isEqualTo(Digests.ofWeights(newest.group(Manifest.WEIGHTS)))
          .isNotEqualTo(Digests.ofWeights(newest.group("stepped")));
      LanguageModel model = adapter.model();
      try (LaneWeights served = LaneWeights.of(newest, model.device())) {
        assertThat(Weights.digest(served.parameters()))
            .isEqualTo(newest.manifest().weightsDigest());
      }
    }
  }

  @ParameterizedTest(name = "sealed: {0}")
  @ValueSource(booleans = {false, true})
  void aForgottenDocumentIsInNoMemoryAndNoFile(boolean sealed) throws IOException {
    List<String> live;
    Path place = folder.resolve("live");
    KeyTable keys = new KeyTable();
    try (AdapterDriver adapter =
        new AdapterDriver(place, keeping(), null, FoldListener.NONE, keys)) {
      if (sealed) {
        adapter.sealing();
      }
      adapter.settings("main", keeping());
      documents(adapter, 0, 2);
      adapter.document("main", "secret", SECRET);
      adapter.tag("main", "tainted", null);
      assertThat(isOnDisk(place, SECRET)).as("the reservoir's text is in the checkpoint").isTrue();
      documents(adapter, 2, 5);
      adapter.forget("main", "secret");
      documents(adapter, 5, 7);
      adapter.switchOver("main");
      documents(adapter, 7, 11);
      live = end(adapter);
    }
    assertThat(isOnDisk(place, SECRET)).isFalse();
    assertThat(isOnDisk(place, "Number ")).as("others are there").isTrue();
    try (AdapterDriver never = driver("never")) {
      never.settings("main", keeping());
      documents(never, 0, 11);
      assertThat(live).isEqualTo(end(never));
    }
  }

  private static boolean isOnDisk(Path place, String text) throws IOException {
    byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
    try (Stream<Path> files = Files.walk(place.resolve("checkpoints"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (holds(ByteBuffer.wrap(Files.readAllBytes(file)), wanted)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean holds(ByteBuffer file, byte[] wanted) {
    String bytes = StandardCharsets.ISO_8859_1.decode(file).toString();
    return bytes.contains(new String(wanted, StandardCharsets.ISO_8859_1));
  }
}
