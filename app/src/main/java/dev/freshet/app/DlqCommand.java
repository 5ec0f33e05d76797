package dev.freshet.app;

import dev.freshet.app.DeadLetters.Letter;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.config.Settings;
import dev.freshet.ingest.DeadLetter;
import dev.freshet.ingest.records.Decoded;
import dev.freshet.ingest.records.FieldMapping;
import dev.freshet.ingest.records.Inbound;
import dev.freshet.ingest.records.Limits;
import dev.freshet.ingest.streams.ClientProperties;
import dev.freshet.ingest.topic.TopicAdmin;
import dev.freshet.ingest.topic.TopicPlan;
import dev.freshet.ingest.topic.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The records that could not be read. */
@Command(
    name = "dlq",
    description = "The records that could not be read, with their reasons.",
    subcommands = {DlqCommand.Ls.class, DlqCommand.Replay.class})
final class DlqCommand {

  @Command(name = "ls", description = "List the newest ones, oldest first.")
  static final class Ls implements FreshetCommand {
    @Option(
        names = "--limit",
        paramLabel = "N",
        defaultValue = "100",
        description = "At most so many (${DEFAULT-VALUE}).")
    private int limit;

    @Override
    public ExitCode run(CommandContext context) {
      try (Cluster cluster = Cluster.reach(context)) {
        TopicAdmin.ensure(cluster.admin(), TopicPlan.all(context.settings()));
        List<Letter> letters =
            DeadLetters.newest(context.settings(), cluster.bootstrapServers(), Math.max(1, limit));
        if (context.json()) {
          context.print(letters.stream().map(Letter::document).toList());
          return ExitCode.OK;
        }
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("id", "time", "origin", "bytes", "reason"));
        for (Letter letter : letters) {
          cells.add(
              List.of(
                  letter.id(),
                  letter.time().toString(),
                  letter.origin(),
                  Long.toString(letter.size()),
                  letter.reason()));
        }
        context.out().print(TextTable.of(cells));
        return ExitCode.OK;
      }
    }
  }

  @Command(
      name = "replay",
      description =
          "Put one back where it came from, as it stands or repaired. What would be refused again"
              + " is not sent.")
  static final class Replay implements FreshetCommand {
    @Parameters(paramLabel = "ID", description = "As `dlq ls` lists it.")
    private String id = "";

    @Option(
        names = "--in",
        paramLabel = "FILE",
        description = "The repaired record; by default the bytes that were refused.")
    private @Nullable Path repaired;

    @Option(names = "--dry-run", description = "Say whether it would be let in, and do nothing.")
    private boolean dryRun;

    @Override
    public ExitCode run(CommandContext context) {
      Settings settings = context.settings();
      try (Cluster cluster = Cluster.reach(context)) {
        TopicAdmin.ensure(cluster.admin(), TopicPlan.all(settings));
        Letter letter = DeadLetters.find(settings, cluster.bootstrapServers(), id);
        byte[] bytes = bytes(letter, settings);
        String topic = target(letter, settings);
        if (check(topic, bytes, letter, settings) instanceof Decoded.Bad<?> bad) {
          throw new FreshetException(
              ExitCode.FAILURE,
              "it would be refused again: " + bad.reason(),
              letter.origin(),
              "write the repaired record to a file, and name it with --in");
        }
        if (!dryRun) {
          send(settings, cluster, new ProducerRecord<>(topic, letter.key(), bytes));
        }
        if (context.json()) {
          Map<String, Object> document = new LinkedHashMap<>();
          document.put("id", id);
          document.put("topic", topic);
          document.put("sent", !dryRun);
          context.print(document);
        } else {
          context.out().println((dryRun ? "would go" : "sent") + " to " + topic);
        }
        return ExitCode.OK;
      }
    }

    private byte[] bytes(Letter letter, Settings settings) {
      Path file = repaired;
      if (file != null) {
        try {
          long most = settings.ingest().maxRecordSize().bytes();
          if (Files.size(file) > most) {
            throw new FreshetException(
                ExitCode.USAGE,
                "the record is larger than " + most + " bytes",
                file.toString(),
                "shorten it, or raise `ingest.max-record-size`");
          }
          return Files.readAllBytes(file);
        } catch (IOException e) {
          throw new FreshetException(
              ExitCode.USAGE,
              "the repaired record cannot be read: " + e.getMessage(),
              file.toString(),
              "name a file that can be read",
              e);
        }
      }
      byte[] value = letter.value();
      if (value == null || !letter.isWhole()) {
        throw new FreshetException(
            ExitCode.USAGE,
            "only the beginning of it was kept",
            letter.origin(),
            "name the whole record with --in");
      }
      return value;
    }

    /** Where it came from, if that is a topic that is read; a file's to whoever reads its kind. */
    private static String target(Letter letter, Settings settings) {
      Topics topics = Topics.of(settings.topics());
      if (letter.writer().equals(DeadLetter.SIGNALS)) {
        return topics.signals();
      }
      List<String> read = new ArrayList<>(settings.ingest().sourceTopics());
      read.add(topics.control());
      read.add(topics.probes());
      return read.contains(letter.originTopic()) ? letter.originTopic() : topics.documents();
    }

    private static Decoded<?> check(String topic, byte[] bytes, Letter letter, Settings settings) {
      Inbound inbound = new Inbound(Limits.of(settings.ingest()));
      Topics topics = Topics.of(settings.topics());
      if (topic.equals(topics.control())) {
        return inbound.control(bytes, letter.time(), "replayed-" + letter.id());
      }
      if (topic.equals(topics.probes())) {
        return inbound.probe(bytes);
      }
      if (topic.equals(topics.signals())) {
        Instant now = Clock.systemUTC().instant();
        return inbound.signal(bytes, now, settings.signals().maxAhead());
      }
      return topic.equals(topics.documents())
          ? inbound.document(bytes, FieldMapping.NONE, letter.time(), null)
          : inbound.document(
              bytes, FieldMapping.of(settings.ingest().mapping()), letter.time(), topic);
    }

    private static void send(
        Settings settings, Cluster cluster, ProducerRecord<byte[], byte[]> record) {
      try (KafkaProducer<byte[], byte[]> producer =
          new KafkaProducer<>(ClientProperties.producer(settings, cluster.bootstrapServers()))) {
        producer.send(record).get();
      } catch (InterruptedException e) {
        throw new InterruptException(e);
      } catch (ExecutionException e) {
        throw new FreshetException(
            ExitCode.BROKER_UNREACHABLE,
            "it cannot be published: " + e.getMessage(),
            record.topic(),
            "check the broker, and say it again",
            e);
      }
    }
  }
}
