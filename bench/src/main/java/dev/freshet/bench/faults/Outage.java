package dev.freshet.bench.faults;

/** Something that goes away for a while, and comes back. */
enum Outage {
  /** The network takes nothing and says nothing. */
  NETWORK_PAUSED,
  /** Connections break, and none can be made. */
  NETWORK_CUT,
  /** Every packet waits. */
  NETWORK_SLOW,
  /** The broker's process is stopped (SIGSTOP): it holds its connections and answers nothing. */
  BROKER_FROZEN,
  /** No byte is free on the disk of the state folder. */
  DISK_FULL,
  /** The state folder may be read, not written. */
  DISK_READ_ONLY,
  /** The state folder takes every byte and fails to keep it: fsync says EIO. */
  FSYNC_FAILS,
  /** One step takes longer than a transaction may: its gradient is there, and time passes. */
  SLOW_STEP,
  /** The other way round: reports are forwarded, then time passes. The transaction runs out. */
  SLOW_COMMIT,
  /** The instance with the lane is stopped past its session; another takes over; it goes on. */
  ZOMBIE;

  boolean isOfTheDisk() {
    return this == DISK_FULL || this == DISK_READ_ONLY;
  }

  boolean isOfTheNetwork() {
    return this == NETWORK_PAUSED || this == NETWORK_CUT || this == NETWORK_SLOW;
  }
}
