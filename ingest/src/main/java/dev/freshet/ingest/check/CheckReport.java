package dev.freshet.ingest.check;

import java.util.List;

/**
 * What a check counted and found.
 *
 * @param topics distinct titles
 * @param words between white space, over all paragraphs
 * @param questions impossible ones not counted
 * @param findings the first {@value #MAX_KEPT} of them
 * @param found all of them
 */
public record CheckReport(
    int files,
    long articles,
    long topics,
    long paragraphs,
    long words,
    long fewestWords,
    long mostWords,
    long questions,
    List<Finding> findings,
    long found) {

  /** So many findings are kept; the rest is counted. */
  public static final int MAX_KEPT = 1_000;

  public CheckReport {
    findings = List.copyOf(findings);
  }

  public boolean isClean() {
    return found == 0;
  }
}
