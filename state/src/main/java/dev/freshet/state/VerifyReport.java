package dev.freshet.state;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a verification has read and what it found.
 *
 * @param checked checkpoints read whole
 * @param files files compared with their checksums
 * @param bytes size of those files
 * @param damaged empty where all is well
 */
public record VerifyReport(int checked, int files, long bytes, List<Damage> damaged) {
  public VerifyReport {
    damaged = List.copyOf(damaged);
  }

  public boolean isClean() {
    return damaged.isEmpty();
  }

  /**
   * One thing that is not as it was written.
   *
   * @param checkpoint the id of a checkpoint that cannot be read; null for a file
   * @param file the name of a damaged file in the folder; null for a checkpoint
   */
  public record Damage(@Nullable String checkpoint, @Nullable String file, String reason) {}
}
