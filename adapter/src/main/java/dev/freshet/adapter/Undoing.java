package dev.freshet.adapter;

import dev.freshet.ingest.records.Control;
import dev.freshet.ingest.records.Kind;
import dev.freshet.ingest.records.LogRecord;
import dev.freshet.ingest.records.Text;
import java.util.Optional;

/**
 * What one command takes out of the fold. A lineage of weights is the fold of the log without what
 * all commands up to some number take out.
 */
sealed interface Undoing {
  /** The command's number. */
  long seq();

  /** Whether it takes out a record that came before it. */
  boolean covers(LogRecord record);

  /** Every document of an id, up to the command: the same id may come again. */
  record Forgetting(long seq, String documentId) implements Undoing {
    @Override
    public boolean covers(LogRecord record) {
      return record.seq() < seq
          && record.entry() instanceof Text text
          && text.id().equals(documentId);
    }
  }

  /**
   * All that was learned in a stretch. Settings stay: they say what the process runs under. So do
   * the commands that undo.
   *
   * @param keep the number of the last record that stays
   */
  record RollingBack(long seq, long keep) implements Undoing {
    @Override
    public boolean covers(LogRecord record) {
      return record.seq() > keep && record.seq() < seq && isLearned(record.kind());
    }

    private static boolean isLearned(Kind kind) {
      return switch (kind) {
        case DOCUMENT, FLUSH, ACCEPT, REJECT, ALARM -> true;
        case SETTINGS, TAG, FORGET, ROLLBACK, SWITCH -> false;
      };
    }
  }

  /** What a record takes out; empty where it is no command to undo, or has nothing to undo. */
  static Optional<Undoing> of(LogRecord record) {
    if (record.entry() instanceof Control.Forget forget) {
      return Optional.of(new Forgetting(record.seq(), forget.documentId()));
    }
    if (record.entry() instanceof Control.Rollback rollback && rollback.keep() < record.seq() - 1) {
      return Optional.of(new RollingBack(record.seq(), rollback.keep()));
    }
    return Optional.empty();
  }
}
