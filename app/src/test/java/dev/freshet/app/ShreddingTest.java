package dev.freshet.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.config.ExitCode;
import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.streams.ClientProperties;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code log.shred} on a real broker: what is on its disk, and what the log still gives. */
class ShreddingTest {
  private static final String KEYS = "freshet.keys";
  private static final String SECRET = "The river hides 4711 zanzibar lanterns.";
  private static final String WORD = "zanzibar";

  @TempDir Path folder;

  private Path model;
  private Path stream;
  private Path state;

  @BeforeEach
  void prepare() throws IOException {
    model = TinyModel.in(folder.resolve("model"));
    stream = SmallStream.in(folder.resolve("stream.json"), 2);
    state = folder.resolve("state");
  }

  private List<String> settings(String... more) {
    List<String> settings =
        TinyModel.settings(
            model,
            stream,
            "adapter.optimizer=momentum",
            "checkpoint.every=2",
            "checkpoint.keep=20",
            "log.shred=true",
            "log.shred-within=1s");
    settings.addAll(List.of(more));
    return settings;
  }

  private Run command(Object... arguments) {
    return under(settings(), arguments);
  }

  private Run under(List<String> settings, Object... arguments) {
    List<Object> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--state", state, "--output", "json"));
    settings.forEach(setting -> all.addAll(List.of("--set", setting)));
    return Run.of(all.toArray());
  }

  private static void publish(Opened opened, String id, String text) throws Exception {
    opened.publish(
        new ObjectMapper()
            .writeValueAsString(Map.of("id", id, "topic", "rivers", "title", WORD, "text", text)));
  }

  private static void plain(Opened opened, int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      publish(opened, "id" + i, "The river of valley " + i + " was mended.");
    }
  }

  private static void awaitReports(Opened opened, int count) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (opened.adaptations().size() < count) {
      opened.pipeline().check();
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(100);
    }
  }

  /** Whether a file of a topic's first partition holds these bytes. */
  private boolean onDisk(String topic, byte[] bytes) throws IOException {
    try (Stream<Path> files = Files.list(state.resolve("broker/logs").resolve(topic + "-0"))) {
      return files.anyMatch(file -> holds(file, bytes));
    }
  }

  private static boolean holds(Path file, byte[] bytes) {
    try {
      String whole = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      return whole.contains(new String(bytes, StandardCharsets.ISO_8859_1));
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The secret half of a key, as it lies in its topic: behind the place. */
  private static byte[] keyOf(Opened opened, String name) {
    byte[] value =
        opened.records(KEYS).stream()
            .filter(record -> new String(record.key(), StandardCharsets.UTF_8).equals(name))
            .map(ConsumerRecord::value)
            .findFirst()
            .orElseThrow();
    assertThat(value).hasSize(72);
    return Arrays.copyOfRange(value, 8, 72);
  }

  /** The weights after documents of which none was secret, from an unsealed log. */
  private String never(int documents) throws Exception {
    try (Opened opened = Opened.on(folder.resolve("never"), settings("log.shred=false"))) {
      plain(opened, 0, documents);
      awaitReports(opened, documents);
      assertThat(opened.log()).anyMatch(record -> record.entry() instanceof Document);
      return end(opened);
    }
  }

  private static String end(Opened opened) {
    opened.pipeline().stopApplications();
    return opened.pipeline().checkpoints().manifests("main").get(0).weightsDigest();
  }

  private void forget() {
    Run forget = command("forget", "--document", "secret", "--force");
    assertThat(forget.code()).as(forget.err()).isEqualTo(ExitCode.OK);
    JsonNode json = forget.json();
    assertThat(json.path("undone").asInt()).isEqualTo(1);
    assertThat(json.path("reached").toString()).contains("shredded").contains(KEYS);
    assertThat(json.path("notReached").toString())
        .contains("freshet.ingest-lanes-repartition")
        .doesNotContain("kept for ever");
  }

  @Test
  void afterForgettingNeitherTheTextNorItsKeyIsOnTheDiskAndTheLogGivesTheSameWeights()
      throws Exception {
    byte[] key;
    try (Opened opened = Opened.on(state, settings())) {
      hasten(opened);
      plain(opened, 0, 3);
      awaitReports(opened, 3);
      publish(opened, "secret", SECRET);
      awaitReports(opened, 4);
      plain(opened, 3, 5);
      awaitReports(opened, 6);
      key = keyOf(opened, "main/5");
      assertThat(onDisk(KEYS, key)).as("before").isTrue();
      assertThat(onDisk("freshet.documents", utf8(WORD))).as("the user's own topic").isTrue();
    }
    forget();
    int documents = 5;
    String live;
    try (Opened opened = Opened.on(state, settings())) {
      opened.await(manifest -> manifest.reason().equals("switch"));
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(150);
      while (onDisk(KEYS, key)) {
        assertThat(System.nanoTime()).as("compaction has not come").isLessThan(deadline);
        plain(opened, documents, documents + 1);
        documents++;
        Thread.sleep(1500);
      }
      awaitReports(opened, documents + 2);
      live = end(opened);
      assertThat(onDisk("freshet.log", utf8("secret"))).as("its id stays").isTrue();
      assertThat(onDisk("freshet.log", utf8(WORD))).isFalse();
      assertThat(onDisk("freshet.log", utf8("4711"))).isFalse();
      assertThat(onDisk("freshet.log", key)).isFalse();
    }
    assertThat(live).isEqualTo(never(documents));

    Folders.delete(state.resolve("checkpoints"));
    try (Opened opened = Opened.on(state, settings())) {
      assertThat(end(opened)).as("from the log alone").isEqualTo(live);
    }
    recorded(live);
  }

  /** Kafka keeps the files of a compacted segment for a minute more. */
  private static void hasten(Opened opened) throws Exception {
    ConfigResource keys = new ConfigResource(ConfigResource.Type.TOPIC, KEYS);
    AlterConfigOp soon =
        new AlterConfigOp(
            new ConfigEntry("file.delete.delay.ms", "1000"), AlterConfigOp.OpType.SET);
    opened
        .pipeline()
        .cluster()
        .admin()
        .incrementalAlterConfigs(Map.of(keys, List.of(soon)))
        .all()
        .get();
  }

  private void recorded(String live) {
    Path recording = folder.resolve("recording");
    Run record = command("record", "--out", recording);
    assertThat(record.code()).as(record.err()).isEqualTo(ExitCode.OK);
    assertThat(record.json().path("records").path(KEYS).asInt()).isPositive();
    Run replay = command("replay", "--log", recording, "--out", folder.resolve("replayed"));
    assertThat(replay.code()).as(replay.err()).isEqualTo(ExitCode.OK);
    assertThat(replay.json().path("variants").path(0).path("weightsDigest").asText())
        .isEqualTo(live);
  }

  @Test
  void aKillBetweenTheTombstoneAndItsCommitLosesNothing() throws Exception {
    try (Opened opened = Opened.on(state, settings())) {
      plain(opened, 0, 2);
      awaitReports(opened, 2);
      publish(opened, "secret", SECRET);
      awaitReports(opened, 3);
      plain(opened, 2, 4);
      awaitReports(opened, 5);
    }
    forget();
    List<String> arguments = new ArrayList<>(List.of(state.toString()));
    arguments.addAll(settings());
    HaltedChild.run(folder.resolve("halted"), HaltingForget.class, arguments);
    assertThat(tombstones("read_uncommitted")).as("it was sent").isEqualTo(1);
    assertThat(tombstones("read_committed")).as("and not committed").isZero();
    try (Opened opened = Opened.on(state, settings())) {
      opened.await(manifest -> manifest.reason().equals("switch"));
      awaitReports(opened, 6);
      assertThat(opened.adaptations())
          .filteredOn(report -> report.decision() == Adaptation.Decision.ROLLED_BACK)
          .extracting(Adaptation::documentId)
          .containsExactly("secret");
      assertThat(end(opened)).isEqualTo(never(4));
    }
    assertThat(tombstones("read_committed")).isEqualTo(1);
  }

  private long tombstones(String isolation) {
    CommandContext context = Opened.context(state, settings());
    try (Cluster cluster = Cluster.open(context)) {
      Properties properties =
          ClientProperties.consumer(context.settings(), cluster.bootstrapServers());
      properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
      return Opened.records(properties, KEYS).stream()
          .filter(record -> record.value() == null)
          .count();
    }
  }

  @Test
  void keysThatAreLostEndTheRunAndTheReplayWithTheirOwnLine() throws Exception {
    try (Opened opened = Opened.on(state, settings())) {
      plain(opened, 0, 3);
      awaitReports(opened, 3);
      Admin admin = opened.pipeline().cluster().admin();
      opened.pipeline().stopApplications();
      admin.deleteTopics(List.of(KEYS)).all().get();
    }
    Folders.delete(state.resolve("checkpoints"));
    Run replay = command("replay", "--log", "freshet.log", "--out", folder.resolve("replayed"));
    lost(replay);
    lost(command("demo", "--stream", stream, "--documents", 1, "--no-evaluate"));
  }

  private static void lost(Run run) {
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.ARTEFACT);
    JsonNode error = run.json().path("error");
    assertThat(error.path("message").asText()).contains("the key of a text in the log is lost");
    assertThat(error.path("where").asText()).contains("record 2 of lane main, document id0");
  }

  @Test
  void aLogIsShreddedFromItsBeginningOrNever() throws Exception {
    try (Opened opened = Opened.on(state, settings())) {
      plain(opened, 0, 1);
      awaitReports(opened, 1);
    }
    refused(under(settings("log.shred=false"), "topics", "create"), "true");
    state = folder.resolve("open");
    try (Opened opened = Opened.on(state, settings("log.shred=false"))) {
      plain(opened, 0, 1);
      awaitReports(opened, 1);
    }
    refused(command("topics", "create"), "false");
  }

  private static void refused(Run run, String begun) {
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(run.json().path("error").path("message").asText())
        .isEqualTo(
            "freshet.keys was laid out for `log.shred: "
                + begun
                + "`, which is fixed for the log's life");
  }
}
