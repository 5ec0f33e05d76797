package dev.freshet.app.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.config.DataSize;
import dev.freshet.config.EmbeddedBrokerSettings;
import dev.freshet.config.SettingsLoader;
import dev.freshet.ingest.streams.ClientProperties;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Topology: the broker as a process, a transactional producer beside it. Fault: SIGKILL of the
 * broker when a commit is decided and its markers are under way, twice. Asserted: kills hit such a
 * moment, and when the broker is back no transaction is left open, neither in a topic nor in the
 * group's offsets.
 */
class KilledBrokerTest {
  private static final EmbeddedBrokerSettings ANY_PORT =
      new EmbeddedBrokerSettings(0, new DataSize(16 << 20));
  private static final String TOPIC = "many";
  private static final String GROUP = "readers";
  private static final int PARTITIONS = 60;
  private static final int KILLS = 2;
  private static final String READY = "ready ";

  @TempDir Path state;

  @Test
  void noTransactionHangsAfterAKill() throws Exception {
    makeTopic();
    int hits = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      hits += killAmidACommit() > 0 ? 1 : 0;
      try (EmbeddedBroker broker = EmbeddedBroker.start(state, ANY_PORT);
          Admin admin = admin(broker.bootstrapServers())) {
        awaitDecided(admin);
      }
    }
    assertThat(hits).as("kills amid a commit").isPositive();
  }

  /** Runs a broker of its own, alone in a process. */
  public static final class Main {
    private Main() {}

    public static void main(String[] arguments) throws Exception {
      EmbeddedBroker broker = EmbeddedBroker.start(Path.of(arguments[0]), ANY_PORT);
      System.out.println(READY + broker.bootstrapServers());
      Thread.currentThread().join();
    }
  }

  private void makeTopic() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(state, ANY_PORT);
        Admin admin = admin(broker.bootstrapServers())) {
      admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1))).all().get();
    }
  }

  /** Kills the broker when it has said that a transaction is committed, and not yet everywhere. */
  private int killAmidACommit() throws Exception {
    Process process = brokerProcess();
    try (Commits commits = new Commits(addressOf(process))) {
      commits.go(3);
      process.destroyForcibly().waitFor();
      return partitionsWithoutMarker();
    } finally {
      process.destroyForcibly();
    }
  }

  /** How many partitions end in data of which nobody has said that it counts. */
  private int partitionsWithoutMarker() throws IOException {
    int open = 0;
    for (int partition = 0; partition < PARTITIONS; partition++) {
      Path folder = state.resolve("broker/logs").resolve(TOPIC + "-" + partition);
      Path log = folder.resolve("0".repeat(20) + ".log");
      try (FileRecords records = FileRecords.open(log.toFile(), false)) {
        boolean decided = true;
        for (RecordBatch batch : records.batches()) {
          decided = batch.isControlBatch();
        }
        open += decided ? 0 : 1;
      }
    }
    return open;
  }

  private Process brokerProcess() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            state.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static String addressOf(Process process) throws IOException {
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(READY)) {
        return line.substring(READY.length());
      }
    }
    throw new AssertionError("the broker did not start");
  }

  /** Waits until every partition can be read to its end, and the group's offset is known. */
  private static void awaitDecided(Admin admin) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
    while (!ends(admin, IsolationLevel.READ_COMMITTED)
        .equals(ends(admin, IsolationLevel.READ_UNCOMMITTED))) {
      assertThat(System.nanoTime()).as("a transaction hangs").isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(200);
    }
    assertThat(
            admin
                .listConsumerGroupOffsets(
                    GROUP, new ListConsumerGroupOffsetsOptions().requireStable(true))
                .partitionsToOffsetAndMetadata()
                .get(40, TimeUnit.SECONDS))
        .containsKey(new TopicPartition(TOPIC, 0));
  }

  private static Map<TopicPartition, Long> ends(Admin admin, IsolationLevel level)
      throws Exception {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      asked.put(new TopicPartition(TOPIC, partition), OffsetSpec.latest());
    }
    Map<TopicPartition, Long> ends = new HashMap<>();
    admin
        .listOffsets(asked, new ListOffsetsOptions(level))
        .all()
        .get()
        .forEach((partition, end) -> ends.put(partition, end.offset()));
    return ends;
  }

  private static Admin admin(String address) {
    return Reach.admin(ClientProperties.admin(SettingsLoader.defaults(), address));
  }

  /** One transaction after the other, each over all partitions and an offset of the group. */
  private static final class Commits implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;

    Commits(String address) {
      Properties writing = ClientProperties.producer(SettingsLoader.defaults(), address);
      writing.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "writer");
      writing.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 3_000);
      producer = new KafkaProducer<>(writing);
      Properties reading = ClientProperties.consumer(SettingsLoader.defaults(), address);
      reading.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
      consumer = new KafkaConsumer<>(reading);
    }

    void go(int count) throws Exception {
      producer.initTransactions();
      for (int number = 1; number <= count; number++) {
        producer.beginTransaction();
        for (int partition = 0; partition < PARTITIONS; partition++) {
          producer.send(new ProducerRecord<>(TOPIC, partition, null, new byte[10])).get();
        }
        producer.sendOffsetsToTransaction(
            Map.of(new TopicPartition(TOPIC, 0), new OffsetAndMetadata(number)),
            consumer.groupMetadata());
        producer.commitTransaction();
      }
    }

    @Override
    public void close() {
      producer.close(Duration.ZERO);
      consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
  }
}
