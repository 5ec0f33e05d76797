package dev.freshet.signal.archive;

/** Something whose whole state can be taken to bytes and back. */
public interface Archived {
  /**
   * Passes every field that changes, always in the same order. Read into one that has just been
   * made in the same way, so that what never changes is there already.
   */
  void keep(Archive archive);
}
