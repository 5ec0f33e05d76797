package dev.freshet.adapter;

import dev.freshet.ingest.records.Text;
import dev.freshet.state.Manifest;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a command that undoes documents would do, said beforehand.
 *
 * @param undone documents that count as never read, in the log's order
 * @param from the checkpoint that the side lineage begins at; null for the base model
 * @param redone documents that it learns again
 * @param deleted checkpoints that hold what is forgotten
 */
public record UndoPlan(
    List<Gone> undone, @Nullable Manifest from, long redone, List<Manifest> deleted) {

  /**
   * A document that counts as never read.
   *
   * @param seq its number
   */
  public record Gone(String id, String topic, long seq) {}

  /** Of forgetting every document of an id that the log holds now. */
  public static UndoPlan forgetting(
      LogSource log, int partition, String lane, String documentId, List<Manifest> checkpoints) {
    Undoing planned = new Undoing.Forgetting(Long.MAX_VALUE, documentId);
    return of(log, partition, lane, planned, checkpoints);
  }

  /** Of going back to where a record was the last. */
  public static UndoPlan rollingBack(
      LogSource log, int partition, String lane, long keep, List<Manifest> checkpoints) {
    Undoing planned = new Undoing.RollingBack(Long.MAX_VALUE, keep);
    return of(log, partition, lane, planned, checkpoints);
  }

  private static UndoPlan of(
      LogSource log, int partition, String lane, Undoing planned, List<Manifest> checkpoints) {
    Survey survey =
        Survey.of(log, partition, lane, Long.MAX_VALUE, Optional.of(planned), () -> false);
    Manifest from =
        checkpoints.stream()
            .filter(survey::passesThrough)
            .max(Comparator.comparingLong(Manifest::seq))
            .orElse(null);
    long start = from == null ? 0 : from.seq();
    long[] redone = new long[1];
    Survey.read(
        log,
        partition,
        lane,
        Long.MAX_VALUE,
        () -> false,
        record -> {
          boolean again =
              record.seq() > start && record.entry() instanceof Text && !survey.covers(record);
          redone[0] += again ? 1 : 0;
        });
    return new UndoPlan(
        survey.undoneSince(Long.MAX_VALUE - 1).stream()
            .map(gone -> new Gone(gone.id(), gone.topic(), gone.seq()))
            .toList(),
        from,
        redone[0],
        checkpoints.stream().filter(survey::isTainted).toList());
  }
}
