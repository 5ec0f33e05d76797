package dev.freshet.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.config.FreshetException;
import dev.freshet.ingest.DeadLetter;
import dev.freshet.ingest.TestSettings;
import dev.freshet.ingest.records.Inbound;
import dev.freshet.ingest.records.Lane;
import dev.freshet.ingest.records.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pump against the producer that Kafka ships for tests: it is the network's edge. */
class SourcePumpTest {
  private static final int PROBE_PARTITIONS = 3;

  @TempDir Path folder;
  private final List<PumpProgress> progress = new ArrayList<>();
  private MockProducer<byte[], byte[]> producer;

  @BeforeEach
  void newProducer() {
    Node[] none = {};
    List<PartitionInfo> partitions = new ArrayList<>();
    for (int i = 0; i < PROBE_PARTITIONS; i++) {
      partitions.add(new PartitionInfo("freshet.probes", i, Node.noNode(), none, none));
    }
    Cluster cluster = new Cluster("test", List.of(), partitions, Set.of(), Set.of());
    ByteArraySerializer bytes = new ByteArraySerializer();
    producer = new MockProducer<>(cluster, true, null, bytes, bytes);
  }

  static Inbound inbound() {
    return new Inbound(Limits.of(TestSettings.ingest(List.of(), Map.of())));
  }

  @Test
  void probesGoOutBeforeTheDocumentThatAnswersThemInThePartitionOfTheirLane() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("s.json"),
            "{\"data\":[{\"title\":\"T\",\"paragraphs\":[{\"context\":\"It"
                + " sings.\",\"qas\":[{\"id\":\"q\",\"question\":\"What does"
                + " it?\",\"answers\":[{\"text\":\"sings\"}]}]}]}]}");
    PumpProgress end = pump(() -> 0).pump(new SquadSource(file, inbound()), Long.MAX_VALUE);
    assertThat(producer.history())
        .extracting(ProducerRecord::topic)
        .containsExactly("freshet.probes", "freshet.documents");
    ProducerRecord<byte[], byte[]> probe = producer.history().get(0);
    assertThat(new String(probe.key(), StandardCharsets.UTF_8)).isEqualTo("news/q");
    assertThat(probe.partition()).isEqualTo(Lane.partition("news", PROBE_PARTITIONS));
    assertThat(new String(producer.history().get(1).key(), StandardCharsets.UTF_8))
        .isEqualTo("news");
    assertThat(producer.history().get(1).headers().lastHeader("ce_type").value())
        .isEqualTo("dev.freshet.document".getBytes(StandardCharsets.UTF_8));
    assertThat(end.documents()).isEqualTo(1);
    assertThat(end.probes()).isEqualTo(1);
  }

  @Test
  void aSecondRunGoesOnWhereTheFirstEnded() throws IOException {
    DocumentSource source = lines(5);
    assertThat(pump(() -> 0).pump(source, 2).documents()).isEqualTo(2);
    PumpProgress second = pump(() -> 0).pump(source, Long.MAX_VALUE);
    assertThat(second.documents()).isEqualTo(3);
    assertThat(second.skipped()).isEqualTo(2);
    assertThat(pump(() -> 0).pump(source, Long.MAX_VALUE).documents()).isZero();
    assertThat(producer.history()).hasSize(5);
  }

  @Test
  void aSourceThatHasChangedIsReadFromItsBeginning() throws IOException {
    pump(() -> 0).pump(lines(2), Long.MAX_VALUE);
    assertThat(pump(() -> 0).pump(lines(3), Long.MAX_VALUE).documents()).isEqualTo(3);
  }

  @Test
  void aBadItemGoesToTheDeadLettersWithItsPlace() throws IOException {
    Path file = Files.writeString(folder.resolve("s.jsonl"), "oops\n");
    PumpProgress end = pump(() -> 0).pump(new JsonLinesSource(file, inbound()), Long.MAX_VALUE);
    assertThat(end.bad()).isEqualTo(1);
    ProducerRecord<byte[], byte[]> letter = producer.history().get(0);
    assertThat(letter.topic()).isEqualTo("freshet.dlq");
    assertThat(letter.value()).isEqualTo("oops".getBytes(StandardCharsets.UTF_8));
    assertThat(
            new String(
                letter.headers().lastHeader(DeadLetter.REASON).value(), StandardCharsets.UTF_8))
        .contains(file + ":1");
  }

  @Test
  void pointsGoToTheSignalsAndABadRowIsALetterOfTheirReader() throws IOException {
    Path file = Files.writeString(folder.resolve("s.csv"), "time,v\n2026-01-31,1\n2026-02-01,x\n");
    Source source =
        SignalSources.of(file, TestSettings.ingest(List.of(), Map.of()), "rates", "rivers");
    PumpProgress end = pump(() -> 0).pump(source, Long.MAX_VALUE);
    assertThat(end.points()).isEqualTo(1);
    assertThat(end.bad()).isEqualTo(1);
    ProducerRecord<byte[], byte[]> point = producer.history().get(0);
    assertThat(point.topic()).isEqualTo("freshet.signals");
    assertThat(new String(point.key(), StandardCharsets.UTF_8)).isEqualTo("news");
    assertThat(new String(point.value(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"series\":\"rates\",\"topic\":\"rivers\",\"time\":\"2026-01-31T00:00:00Z\","
                + "\"values\":{\"v\":1.0}}");
    ProducerRecord<byte[], byte[]> letter = producer.history().get(1);
    assertThat(letter.topic()).isEqualTo("freshet.dlq");
    assertThat(letter.headers().lastHeader("ce_source").value())
        .isEqualTo(DeadLetter.SIGNALS.getBytes(StandardCharsets.UTF_8));
    assertThat(pump(() -> 0).pump(source, Long.MAX_VALUE).skipped()).isEqualTo(2);
  }

  @Test
  void thePumpWaitsWhileTheLogIsTooFarBehindAndGoesOnWhenItHasCaughtUp() throws IOException {
    int most = TestSettings.settings().ingest().maxInFlight();
    AtomicInteger looks = new AtomicInteger();
    // Full at the second look, free again at the fourth.
    Backlog backlog =
        () -> {
          int look = looks.incrementAndGet();
          return look == 2 || look == 3 ? most : 0;
        };
    PumpProgress end = pump(backlog).pump(lines(most + 1), Long.MAX_VALUE);
    assertThat(end.documents()).isEqualTo(most + 1);
    assertThat(looks.get()).isEqualTo(4);
    assertThat(progress).filteredOn(PumpProgress::waiting).hasSize(2);
    assertThat(progress)
        .filteredOn(PumpProgress::waiting)
        .allSatisfy(waiting -> assertThat(waiting.documents()).isEqualTo(most));
  }

  @Test
  void aSendThatFailsEndsThePumpAndItsPositionIsNotRemembered() throws IOException {
    DocumentSource source = lines(3);
    producer.sendException = new org.apache.kafka.common.errors.TimeoutException("no broker");
    assertThatThrownBy(() -> pump(() -> 0).pump(source, Long.MAX_VALUE))
        .isInstanceOf(FreshetException.class)
        .hasMessageContaining("no broker");
    producer.sendException = null;
    assertThat(pump(() -> 0).pump(source, Long.MAX_VALUE).documents()).isEqualTo(3);
  }

  @Test
  void aDamagedPositionIsNamedWithTheRemedy() throws IOException {
    DocumentSource source = lines(1);
    pump(() -> 0).pump(source, Long.MAX_VALUE);
    try (var files = Files.list(folder.resolve("positions"))) {
      Files.writeString(files.findFirst().orElseThrow(), "rubbish");
    }
    assertThatThrownBy(() -> pump(() -> 0).pump(source, Long.MAX_VALUE))
        .isInstanceOfSatisfying(
            FreshetException.class, e -> assertThat(e.remedy()).contains("delete the file"));
  }

  private SourcePump pump(Backlog backlog) {
    return new SourcePump(
        producer, TestSettings.settings(), "news", backlog, new Positions(folder), progress::add);
  }

  private DocumentSource lines(int count) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append("{\"id\":\"d").append(i).append("\",\"topic\":\"t\",\"text\":\"x\"}\n");
    }
    Path file = Files.writeString(folder.resolve("lines.jsonl"), text);
    return new JsonLinesSource(file, inbound());
  }
}
