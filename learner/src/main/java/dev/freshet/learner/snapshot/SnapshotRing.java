package dev.freshet.learner.snapshot;

import dev.freshet.tensor.Arena;
import dev.freshet.tensor.ComputeDevice;
import dev.freshet.tensor.TensorTree;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;

/**
 * A bounded number of snapshots in memory, between a learner and an evaluator of the same process.
 * The learner awaits a free place before it takes a step, so that no snapshot is lost and none is
 * older than the ring is long.
 */
public final class SnapshotRing implements SnapshotSource, AutoCloseable {
  private final int capacity;
  private final Deque<Snapshot> snapshots = new ArrayDeque<>();
  private boolean detached;

  public SnapshotRing(int capacity) {
    this.capacity = capacity;
  }

  /** Waits until {@link #publish} has a place, or the ring is detached. */
  public synchronized void awaitPlace() throws InterruptedException {
    while (snapshots.size() >= capacity && !detached) {
      wait();
    }
  }

  public synchronized boolean isFull() {
    return snapshots.size() >= capacity;
  }

  /** Copies a lane's weights after a step. Does nothing once the ring is detached. */
  public synchronized void publish(
      String lane, long step, TensorTree parameters, ComputeDevice device) {
    if (detached) {
      return;
    }
    if (snapshots.size() >= capacity) {
      throw new IllegalStateException("the ring is full; await a place before the step");
    }
    snapshots.addLast(Snapshot.copyOf(lane, step, parameters, Arena.on(device)));
    notifyAll();
  }

  /** As the source says; where there are no later ones, the newest of all: none are waited for. */
  @Override
  public synchronized Optional<Snapshot> find(String lane, long step) {
    Snapshot newest = null;
    for (Snapshot snapshot : snapshots) {
      if (snapshot.lane().equals(lane)) {
        newest = snapshot;
        if (snapshot.step() >= step) {
          break;
        }
      }
    }
    return Optional.ofNullable(newest).map(Snapshot::shared);
  }

  @Override
  public synchronized Optional<Snapshot> latest(String lane, long step) {
    Snapshot latest = null;
    for (Snapshot snapshot : snapshots) {
      if (snapshot.lane().equals(lane) && snapshot.step() <= step) {
        latest = snapshot;
      }
    }
    return Optional.ofNullable(latest).map(Snapshot::shared);
  }

  @Override
  public synchronized void release(String lane, long step) {
    Iterator<Snapshot> iterator = snapshots.iterator();
    while (iterator.hasNext()) {
      Snapshot snapshot = iterator.next();
      if (snapshot.lane().equals(lane) && snapshot.step() <= step) {
        iterator.remove();
        snapshot.close();
      }
    }
    notifyAll();
  }

  @Override
  public synchronized void releaseOldest(String lane) {
    snapshots.stream()
        .filter(snapshot -> snapshot.lane().equals(lane))
        .findFirst()
        .ifPresent(oldest -> release(lane, oldest.step()));
  }

  /** False: a learner reports a step after it has published it. */
  @Override
  public boolean comesLater() {
    return false;
  }

  /** Lets a waiting learner go on, and takes no more snapshots. */
  public synchronized void detach() {
    detached = true;
    notifyAll();
  }

  /** Lets go of all snapshots; each is freed once no one uses it. */
  @Override
  public synchronized void close() {
    detach();
    snapshots.forEach(Snapshot::close);
    snapshots.clear();
  }
}
