package dev.freshet.adapter;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.records.LogRecord;
import dev.freshet.ingest.records.SealedDocument;
import dev.freshet.ingest.shred.KeySource;
import java.util.HashMap;
import java.util.Map;

/**
 * Opens the sealed texts of one partition of the log, and tells keys that {@code forget} has
 * deleted from keys that were lost: a key is deleted with the switch to a lineage that leaves its
 * record out, so that switch is in the log.
 *
 * <p>Not safe for use by several threads at once.
 */
final class SealedTexts implements AutoCloseable {
  private final LogSource log;
  private final int partition;
  private final KeySource.Reader keys;
  private final Map<String, Survey> surveys = new HashMap<>();

  SealedTexts(LogAccess access, int partition) {
    this.log = access.log();
    this.partition = partition;
    this.keys = access.keys().open(partition);
  }

  /**
   * The record with its text; as it is where its key was deleted.
   *
   * @throws FreshetException ARTEFACT where its key was lost: the weights cannot be known any more
   */
  LogRecord opened(LogRecord record) {
    LogRecord opened = keys.opened(record);
    if (opened.entry() instanceof SealedDocument && !isLeftOut(record)) {
      throw new FreshetException(
          ExitCode.ARTEFACT,
          "the key of a text in the log is lost: no `forget` of it has been carried out",
          "record " + record.seq() + " of lane " + record.lane() + ", document " + record.id(),
          "restore `freshet.keys` together with the log; a replay must reach as far as the switch"
              + " that forgets the document");
    }
    return opened;
  }

  /** Whether a later switch leaves it out; the log may have grown since it was last read. */
  private boolean isLeftOut(LogRecord record) {
    Survey known = surveys.get(record.lane());
    if (known == null || !known.covers(record)) {
      known = Survey.ofSwitches(log, partition, record.lane());
      surveys.put(record.lane(), known);
    }
    return known.covers(record);
  }

  @Override
  public void close() {
    keys.close();
  }
}
