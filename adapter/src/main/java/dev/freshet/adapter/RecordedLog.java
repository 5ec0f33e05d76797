package dev.freshet.adapter;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.records.Control;
import dev.freshet.ingest.records.Decoded;
import dev.freshet.ingest.records.Digests;
import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.records.Ground;
import dev.freshet.ingest.records.JsonSerde;
import dev.freshet.ingest.records.LogRecord;
import dev.freshet.tensor.CounterRandom;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of one lane's log, held whole: what a replay folds again. Its numbers have no hole.
 * Immutable.
 */
public final class RecordedLog implements LogSource {
  private static final JsonSerde<LogRecord> JSON = JsonSerde.of(LogRecord.class);
  private static final long ORDERS = CounterRandom.seedOf("order");

  private final String lane;
  private final List<Logged> records;

  /** The recorded number of each document that a shuffled log has numbered anew. */
  private final Map<Long, Long> recorded;

  private RecordedLog(String lane, List<Logged> records, Map<Long, Long> recorded) {
    this.lane = lane;
    this.records = List.copyOf(records);
    this.recorded = recorded;
  }

  /**
   * A lane's records, in order.
   *
   * @throws FreshetException where one is missing
   */
  public static RecordedLog of(String lane, List<Logged> records) {
    if (records.isEmpty()) {
      throw new FreshetException(
          ExitCode.ARTEFACT,
          "the log holds no record of lane " + lane,
          null,
          "name another lane with --lane, or a longer stretch");
    }
    for (int i = 1; i < records.size(); i++) {
      long before = records.get(i - 1).record().seq();
      Logged logged = records.get(i);
      if (logged.record().seq() != before + 1) {
        throw new FreshetException(
            ExitCode.ARTEFACT,
            "the log has a gap: record "
                + before
                + " of lane "
                + lane
                + " is followed by "
                + logged.record().seq(),
            "offset " + logged.offset(),
            "record it again: without what is missing nothing can be reproduced");
      }
    }
    return new RecordedLog(lane, records, Map.of());
  }

  /** Reads a record's bytes; one that is no log record is an ARTEFACT error. */
  public static Logged read(byte @Nullable [] value, String topic, int partition, long offset) {
    Decoded<LogRecord> decoded = JSON.decode(value);
    if (decoded instanceof Decoded.Good<LogRecord> good) {
      return new Logged(good.value(), offset);
    }
    throw new FreshetException(
        ExitCode.ARTEFACT,
        "this is no record of a log: " + ((Decoded.Bad<LogRecord>) decoded).reason(),
        topic + "-" + partition + " at offset " + offset,
        "name the topic that `freshet` wrote its log to");
  }

  public String lane() {
    return lane;
  }

  public List<Logged> records() {
    return records;
  }

  public long firstSeq() {
    return records.get(0).record().seq();
  }

  public long lastSeq() {
    return records.get(records.size() - 1).record().seq();
  }

  /** The number that a document had when it was recorded. */
  public long recordedSeq(long seq) {
    return recorded.getOrDefault(seq, seq);
  }

  /** As a variant reads it: settings after a record are the variant's, where it has any. */
  public RecordedLog over(Variant variant, long after) {
    List<Logged> read = new ArrayList<>();
    for (Logged logged : records) {
      read.add(
          logged.record().seq() <= after
              ? logged
              : new Logged(variant.over(logged.record()), logged.offset()));
    }
    return new RecordedLog(lane, read, recorded);
  }

  /** Whether a variant changes nothing in it. */
  public boolean isAsRecordedUnder(Variant variant, Ground start) {
    return variant.over(start).equals(start)
        && records.stream()
            .allMatch(logged -> variant.over(logged.record()).equals(logged.record()));
  }

  /** What the log says that it was folded under, first. */
  public Optional<Ground> firstGround() {
    return records.stream()
        .filter(logged -> logged.record().entry() instanceof Control.SettingsChange)
        .map(logged -> Ground.of(((Control.SettingsChange) logged.record().entry()).values()))
        .findFirst();
  }

  /**
   * The log with its documents after a record in another order. All other records keep their
   * places. What was undone by the end is left out from the beginning, and so are the commands that
   * undid it: in another order they would mean something else.
   *
   * @param order 1 is the recorded one; from 2 on it seeds the shuffling
   * @param after documents up to here keep their places
   */
  public RecordedLog inOrder(int order, long after) {
    if (order == 1) {
      return this;
    }
    List<Logged> kept = new ArrayList<>();
    Survey survey = Survey.ofSwitches(this, 0, lane);
    for (Logged logged : records) {
      boolean early = logged.record().seq() <= after;
      if (early || !(survey.covers(logged.record()) || undoes(logged.record()))) {
        kept.add(logged);
      }
    }
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < kept.size(); i++) {
      LogRecord record = kept.get(i).record();
      if (record.seq() > after && record.entry() instanceof Document) {
        places.add(i);
      }
    }
    int[] shuffled = places.stream().mapToInt(Integer::intValue).toArray();
    new CounterRandom(order, ORDERS).shuffle(shuffled);
    List<Logged> result = new ArrayList<>(kept);
    Map<Long, Long> numbers = new HashMap<>();
    for (int i = 0; i < shuffled.length; i++) {
      result.set(places.get(i), kept.get(shuffled[i]));
    }
    for (int i = 0; i < result.size(); i++) {
      LogRecord record = result.get(i).record();
      long seq = firstSeq() + i;
      numbers.put(seq, record.seq());
      result.set(i, new Logged(LogRecord.of(seq, lane, record.entry()), kept.get(i).offset()));
    }
    return new RecordedLog(lane, result, numbers);
  }

  private static boolean undoes(LogRecord record) {
    return record.entry() instanceof Control.Switch
        || record.entry() instanceof Control.Forget
        || record.entry() instanceof Control.Rollback;
  }

  /**
   * Refuses a stretch whose commands undo what was learned before it: it cannot be folded from its
   * start.
   *
   * @param after the number of the last record before the stretch
   */
  public void requireUndoneWithin(long after) {
    for (Logged logged : records) {
      Optional<Undoing> undoing = Undoing.of(logged.record());
      if (logged.record().seq() > after
          && undoing.isPresent()
          && reachesBack(undoing.get(), after)) {
        throw new FreshetException(
            ExitCode.ARTEFACT,
            "record "
                + logged.record().seq()
                + " undoes what may have been learned before record "
                + (after + 1),
            "offset " + logged.offset(),
            "begin the replay, or the recording, with the log's first record");
      }
    }
  }

  private boolean reachesBack(Undoing undoing, long after) {
    if (after == 0) {
      return false;
    }
    if (undoing instanceof Undoing.RollingBack back) {
      return back.keep() < after;
    }
    return firstSeq() > 1
        || records.stream().anyMatch(l -> l.record().seq() <= after && undoing.covers(l.record()));
  }

  /** SHA-256 over its records. */
  public String digest() {
    MessageDigest digest = Digests.newSha256();
    records.forEach(logged -> digest.update(JSON.encode(logged.record())));
    return Digests.hex(digest.digest());
  }

  @Override
  public Reader open(int partition, long offset) {
    int start = 0;
    while (start < records.size() && records.get(start).offset() < offset) {
      start++;
    }
    return new FromList(start);
  }

  private final class FromList implements Reader {
    private static final int AT_ONCE = 64;
    private int position;

    FromList(int start) {
      position = start;
    }

    @Override
    public List<Logged> next() {
      int end = Math.min(records.size(), position + AT_ONCE);
      List<Logged> next = records.subList(position, end);
      position = end;
      return next;
    }

    @Override
    public boolean atEnd() {
      return position >= records.size();
    }

    @Override
    public void close() {}
  }
}
