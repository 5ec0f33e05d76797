package dev.freshet.adapter;

import dev.freshet.config.FreshetException;
import dev.freshet.state.CheckpointMirror;
import dev.freshet.state.CheckpointStore;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a mirror of the lanes' checkpoints for other machines, on a thread of its own: a slow or
 * missing mount never holds up learning. A lane that changes faster than it is copied is copied as
 * it is by then; what fails is tried again at the lane's next checkpoint.
 */
public final class LaneMirror implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LaneMirror.class);

  private final CheckpointStore store;
  private final @Nullable CheckpointMirror mirror;
  private final Duration patience;
  private final Set<String> waiting = new LinkedHashSet<>();
  private final @Nullable Thread thread;
  private boolean closing;

  /**
   * @param mirror null for none
   * @param patience how long a stop waits for what is still to be copied
   */
  public LaneMirror(CheckpointStore store, @Nullable CheckpointMirror mirror, Duration patience) {
    this.store = store;
    this.mirror = mirror;
    this.patience = patience;
    this.thread = mirror == null ? null : new Thread(() -> keepUp(mirror), "checkpoint-mirror");
    if (thread != null) {
      thread.setDaemon(true);
      thread.start();
    }
  }

  /** No mirror. */
  public static LaneMirror none(CheckpointStore store) {
    return new LaneMirror(store, null, Duration.ZERO);
  }

  /** Has a lane copied soon. */
  synchronized void changed(String lane) {
    if (mirror != null) {
      waiting.add(lane);
      notifyAll();
    }
  }

  /** Takes into the store what the mirror has more of some lanes, below an offset. */
  void adopt(Predicate<String> here, long offsetBelow) {
    if (mirror == null) {
      return;
    }
    try {
      for (String lane : mirror.lanes().stream().filter(here).toList()) {
        int taken = mirror.adopt(store, lane, offsetBelow);
        if (taken > 0) {
          LOG.info("lane {}: {} checkpoints taken from the mirror", lane, taken);
        }
      }
    } catch (FreshetException e) {
      LOG.warn("the mirror does not help; the log gives the weights", e);
    }
  }

  private void keepUp(CheckpointMirror target) {
    try {
      target.prepare();
    } catch (FreshetException e) {
      LOG.warn("the mirror cannot be made yet; tried again at the first checkpoint", e);
    }
    for (List<String> lanes = next(); !lanes.isEmpty(); lanes = next()) {
      for (String lane : lanes) {
        try {
          target.publish(store, lane);
        } catch (RuntimeException e) {
          LOG.warn("lane {} is not mirrored; tried again at its next checkpoint", lane, e);
        }
      }
    }
  }

  /** Waits for lanes that have changed; none at the end. */
  private synchronized List<String> next() {
    while (waiting.isEmpty() && !closing) {
      try {
        wait();
      } catch (InterruptedException e) {
        return List.of();
      }
    }
    List<String> lanes = List.copyOf(waiting);
    waiting.clear();
    return lanes;
  }

  /** Copies what is still to be copied, within its patience. */
  @Override
  public void close() {
    if (thread == null) {
      return;
    }
    synchronized (this) {
      closing = true;
      notifyAll();
    }
    try {
      thread.join(patience.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      LOG.warn("the mirror was not brought up to date within {}", patience);
      thread.interrupt();
    }
  }
}
