package dev.freshet.adapter;

import dev.freshet.ingest.records.Control;
import dev.freshet.ingest.records.LogRecord;
import dev.freshet.ingest.records.SealedDocument;
import dev.freshet.ingest.records.Text;
import dev.freshet.state.Manifest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What a lane's log says about undoing, read from its start: which commands there are, and where
 * each begins to matter. Texts are read, nothing is learned.
 */
final class Survey {
  private final String lane;
  private final List<Undoing> undoings;

  /** Those that forget, by document: there may be many. */
  private final Map<String, List<Undoing>> forgettings = new HashMap<>();

  private final List<Undoing> rollbacks = new ArrayList<>();
  private final Map<Long, Long> firstCovered = new TreeMap<>();
  private final List<Undone> covered = new ArrayList<>();

  /** By the numbers of sealed records: those of the commands that forget them. */
  private final Map<Long, List<Long>> forgottenSealed = new TreeMap<>();

  /**
   * A document that some command takes out.
   *
   * @param seq its number
   * @param by the number of the first command that does
   */
  record Undone(String id, String topic, Instant time, long seq, long by) {}

  private Survey(String lane, List<Undoing> undoings) {
    this.lane = lane;
    this.undoings = undoings;
    for (Undoing undoing : undoings) {
      List<Undoing> kind =
          undoing instanceof Undoing.Forgetting forgetting
              ? forgettings.computeIfAbsent(forgetting.documentId(), id -> new ArrayList<>())
              : rollbacks;
      kind.add(undoing);
    }
  }

  /**
   * Reads a lane's log twice.
   *
   * @param last the number of the last command that counts
   * @param planned one that is not in the log yet
   * @param stopped asked now and then; the survey is then incomplete
   */
  static Survey of(
      LogSource log,
      int partition,
      String lane,
      long last,
      Optional<Undoing> planned,
      BooleanSupplier stopped) {
    List<Undoing> undoings = new ArrayList<>();
    read(log, partition, lane, last, stopped, r -> Undoing.of(r).ifPresent(undoings::add));
    planned.ifPresent(undoings::add);
    Survey survey = new Survey(lane, List.copyOf(undoings));
    if (!undoings.isEmpty()) {
      read(log, partition, lane, last, stopped, survey::look);
    }
    return survey;
  }

  /** What the log's own switches have made good by its end. */
  static Survey ofSwitches(LogSource log, int partition, String lane) {
    long[] last = new long[1];
    read(
        log,
        partition,
        lane,
        Long.MAX_VALUE,
        () -> false,
        record -> {
          if (record.entry() instanceof Control.Switch change
              && change.lineage().matches("\\d{1,18}")) {
            last[0] = Math.max(last[0], Long.parseLong(change.lineage()));
          }
        });
    return of(log, partition, lane, last[0], Optional.empty(), () -> false);
  }

  /** Reads a lane's records from the log's start, up to a number or the present end. */
  static void read(
      LogSource log,
      int partition,
      String lane,
      long last,
      BooleanSupplier stopped,
      Consumer<LogRecord> each) {
    try (LogSource.Reader reader = log.open(partition, 0)) {
      while (!stopped.getAsBoolean()) {
        List<LogSource.Logged> records = reader.next();
        for (LogSource.Logged logged : records) {
          if (logged.record().lane().equals(lane)) {
            if (logged.record().seq() > last) {
              return;
            }
            each.accept(logged.record());
          }
        }
        if (records.isEmpty() && reader.atEnd()) {
          return;
        }
      }
    }
  }

  private void look(LogRecord record) {
    List<Undoing> by = by(record);
    by.forEach(undoing -> firstCovered.putIfAbsent(undoing.seq(), record.seq()));
    if (!by.isEmpty() && record.entry() instanceof Text text) {
      long first = by.stream().mapToLong(Undoing::seq).min().getAsLong();
      covered.add(new Undone(text.id(), text.topic(), text.time(), record.seq(), first));
    }
    if (record.entry() instanceof SealedDocument) {
      List<Long> forgetting =
          by.stream().filter(Undoing.Forgetting.class::isInstance).map(Undoing::seq).toList();
      if (!forgetting.isEmpty()) {
        forgottenSealed.put(record.seq(), forgetting);
      }
    }
  }

  /** The commands that take out a record. */
  private List<Undoing> by(LogRecord record) {
    List<Undoing> candidates = new ArrayList<>(rollbacks);
    if (record.entry() instanceof Text text) {
      candidates.addAll(forgettings.getOrDefault(text.id(), List.of()));
    }
    candidates.removeIf(undoing -> !undoing.covers(record));
    return candidates;
  }

  String lane() {
    return lane;
  }

  /** Whether a record is left out of the newest lineage. */
  boolean covers(LogRecord record) {
    return !by(record).isEmpty();
  }

  /** The documents that the commands after a lineage take out, in the log's order. */
  List<Undone> undoneSince(long lineage) {
    return covered.stream().filter(document -> document.by() > lineage).toList();
  }

  /**
   * The numbers of sealed records whose keys are to be deleted: that the commands after a lineage
   * forget. What they only roll back may be wanted again.
   */
  List<Long> shreddedSince(long lineage) {
    return forgottenSealed.entrySet().stream()
        .filter(record -> record.getValue().stream().anyMatch(command -> command > lineage))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Whether the newest lineage passes through a checkpoint. */
  boolean passesThrough(Manifest manifest) {
    return manifest.seq() < firstCoveredSince(Lineage.of(manifest).seq(), false);
  }

  /** Whether a checkpoint holds a document that is to be forgotten. */
  boolean isTainted(Manifest manifest) {
    return manifest.seq() >= firstCoveredSince(Lineage.of(manifest).seq(), true);
  }

  /** The number of the first record that commands after a lineage take out. */
  private long firstCoveredSince(long lineage, boolean forgettingAlone) {
    return undoings.stream()
        .filter(undoing -> undoing.seq() > lineage)
        .filter(undoing -> !forgettingAlone || undoing instanceof Undoing.Forgetting)
        .mapToLong(undoing -> firstCovered.getOrDefault(undoing.seq(), Long.MAX_VALUE))
        .min()
        .orElse(Long.MAX_VALUE);
  }
}
