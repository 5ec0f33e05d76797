package dev.freshet.app;

import dev.freshet.app.live.Board;
import dev.freshet.config.Settings;
import dev.freshet.ingest.records.Alert;
import dev.freshet.ingest.records.Decoded;
import dev.freshet.ingest.records.JsonSerde;
import dev.freshet.ingest.records.Quarantined;
import dev.freshet.ingest.records.SignalReport;
import dev.freshet.ingest.records.UptakeRow;
import dev.freshet.ingest.records.UptakeSummary;
import dev.freshet.ingest.streams.ClientProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Brings what evaluator, signals and gate write from now on to a board. */
final class BoardTails implements AutoCloseable {
  private final List<TopicTail> tails = new ArrayList<>();

  BoardTails(Settings settings, Pipeline pipeline, Board board) {
    try {
      add(settings, pipeline, pipeline.topics().uptake(), UptakeRow.class, board::scored);
      add(
          settings,
          pipeline,
          pipeline.topics().uptakeSummary(),
          UptakeSummary.class,
          board::summarised);
      add(settings, pipeline, pipeline.topics().alerts(), Alert.class, board::alerted);
      add(
          settings,
          pipeline,
          pipeline.topics().signalReports(),
          SignalReport.class,
          board::watched);
      add(settings, pipeline, pipeline.topics().quarantine(), Quarantined.class, board::heldBack);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private <T> void add(
      Settings settings, Pipeline pipeline, String topic, Class<T> type, Consumer<T> hears) {
    JsonSerde<T> records = JsonSerde.of(type);
    tails.add(
        new TopicTail(
            ClientProperties.consumer(settings, pipeline.cluster().bootstrapServers()),
            topic,
            bytes -> {
              if (records.decode(bytes) instanceof Decoded.Good<T> good) {
                hears.accept(good.value());
              }
            }));
  }

  @Override
  public void close() {
    tails.forEach(TopicTail::close);
  }
}
