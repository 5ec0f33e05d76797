package dev.freshet.state;

import dev.freshet.config.CheckpointSettings;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.state.VerifyReport.Damage;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.rocksdb.LiveFileMetaData;

/**
 * The checkpoints of all lanes in one folder.
 *
 * <p>One process writes; others may read beside it, and see what was there when they opened. Safe
 * for several threads, which take turns. What goes wrong is told as a {@link FreshetException}:
 * {@link ExitCode#ARTEFACT} for what is damaged or missing, {@link ExitCode#FAILURE} for a full
 * disk, a missing right or a folder that another process holds.
 *
 * <p>A damaged checkpoint does not hinder the others, nor the writing of new ones. A damaged list
 * of checkpoints does: then {@link #open} fails, and {@link #openSettingAside} makes room for the
 * log to give the weights again.
 */
public final class CheckpointStore implements AutoCloseable {
  private static final int VERIFY_ATTEMPTS = 5;

  private final StateAccess access;
  private final int chunkBytes;

  private CheckpointStore(StateAccess access, CheckpointSettings settings) {
    this.access = access;
    chunkBytes = settings.chunkSize().toIntBytes();
  }

  /** Opens a folder for writing and creates what is missing. */
  public static CheckpointStore open(Path folder, CheckpointSettings settings) {
    return new CheckpointStore(StateAccess.open(folder, settings), settings);
  }

  /**
   * Opens a folder for writing; one too damaged for that is moved out of the way, beside itself,
   * and an empty one opened in its place.
   *
   * @param told hears where the damaged folder is now, and what is wrong with it
   */
  public static CheckpointStore openSettingAside(
      Path folder, CheckpointSettings settings, BiConsumer<Path, FreshetException> told) {
    try {
      return open(folder, settings);
    } catch (FreshetException e) {
      if (e.code() != ExitCode.ARTEFACT) {
        throw e;
      }
      told.accept(StateDb.setAside(folder), e);
      return open(folder, settings);
    }
  }

  /** Opens a folder for reading, also while another process writes; leaves no trace in it. */
  public static CheckpointStore openReadOnly(Path folder, CheckpointSettings settings) {
    return new CheckpointStore(StateAccess.openReadOnly(folder, settings), settings);
  }

  /** Verifies a folder from outside; damage that hinders the opening is reported like any other. */
  public static VerifyReport verify(Path folder, CheckpointSettings settings) {
    try (CheckpointStore store = openReadOnly(folder, settings)) {
      return store.verify();
    } catch (FreshetException e) {
      if (e.code() != ExitCode.ARTEFACT || !StateDb.exists(folder)) {
        throw e;
      }
      Damage whole = new Damage(null, null, Objects.toString(e.getMessage()));
      return new VerifyReport(0, 0, 0, List.of(whole));
    }
  }

  /**
   * Stores a checkpoint: chunks that the store lacks, then in one step the manifest and its tags.
   *
   * @return once everything is on disk. Writing the same content twice gives the same id.
   */
  public Manifest write(CheckpointDraft draft) {
    return access.write(db -> new CheckpointWriter(db, chunkBytes).write(draft));
  }

  /**
   * Stores the same arrays at a later place in the log, sharing every chunk.
   *
   * @param position in the same lane, at the same step, with a higher offset
   * @param fingerprint chained up to there
   */
  public Manifest restamp(Manifest manifest, Position position, String fingerprint, Instant time) {
    Valid.that(
        position.lane().equals(manifest.lane())
            && position.step() == manifest.step()
            && position.offset() > manifest.offset(),
        "a checkpoint is moved within its lane and step, to a higher offset");
    Manifest moved = manifest.movedTo(position, fingerprint, time, "restamp");
    return access.write(db -> new CheckpointWriter(db, chunkBytes).put(moved));
  }

  /** The lanes that have checkpoints, in alphabetical order. */
  public List<String> lanes() {
    return access.read(db -> List.copyOf(new Catalog(db).lanes()));
  }

  /** A lane's checkpoints, the one with the highest offset first. */
  public List<Manifest> manifests(String lane) {
    return access.read(db -> new Finder(db).inLane(lane));
  }

  /** The checkpoint with this tag, this id, or an id that alone begins so (4 digits or more). */
  public Optional<Manifest> find(String text) {
    return access.read(db -> new Finder(db).find(text));
  }

  /** A checkpoint's arrays, every digest compared. */
  public Checkpoint read(Manifest manifest) {
    return access.read(db -> new ChunkReader(db).read(manifest));
  }

  /**
   * The newest whole checkpoint of a lane with an offset below a bound; damaged ones are passed
   * over. Those at or above the bound ran ahead of what was committed: the caller deletes them.
   */
  public Optional<Checkpoint> newestReadable(String lane, long offsetBelow) {
    return access.read(db -> new Finder(db).newestReadable(lane, offsetBelow));
  }

  /** Deletes checkpoints, tagged ones too, with the chunks that only they held. */
  public void delete(Collection<String> ids) {
    access.write(db -> new Sweeper(db).remove(new Finder(db).all(ids)));
  }

  /**
   * Keeps a lane's newest checkpoints, the tagged ones, and of the older ones the first in each so
   * many steps; returns the ids of those deleted.
   *
   * @param every steps; 0 keeps no older ones
   */
  public List<String> retain(String lane, int keep, int every) {
    return access.write(
        db -> {
          List<Manifest> old = new Finder(db).beyond(lane, keep, every);
          new Sweeper(db).remove(old);
          return old.stream().map(Manifest::id).toList();
        });
  }

  /** What {@link #retain} would delete. */
  public List<Manifest> beyond(String lane, int keep, int every) {
    return access.read(db -> new Finder(db).beyond(lane, keep, every));
  }

  /** Frees chunks that no checkpoint names, as a kill leaves them; returns how many batches. */
  public int collectOrphans() {
    return access.write(db -> new Sweeper(db).collect());
  }

  /** Gives a checkpoint a name, by which it is found and kept. */
  public void tag(String id, String name) {
    Valid.tag(name);
    access.write(
        db -> {
          Finder finder = new Finder(db);
          finder.checkFree(name, id);
          new Catalog(db).putTag(name, finder.all(List.of(id)).get(0).id());
          return name;
        });
  }

  /** As {@link #tag}, but takes the name away from the checkpoint that had it. */
  public void moveTag(String id, String name) {
    Valid.tag(name);
    access.write(
        db -> {
          new Catalog(db).putTag(name, new Finder(db).all(List.of(id)).get(0).id());
          return name;
        });
  }

  /** Takes a name away; returns whether it was there. */
  public boolean untag(String name) {
    return access.write(db -> new Catalog(db).removeTag(name));
  }

  /** Reads every file and every checkpoint, and says what is not as it was written. */
  public VerifyReport verify() {
    VerifyReport report = access.read(db -> new Verification(db).run());
    for (int i = 1; i < VERIFY_ATTEMPTS && !report.isClean() && access.refresh(); i++) {
      VerifyReport before = report;
      report = access.read(db -> new Verification(db).again(before));
    }
    return report;
  }

  /** The size of the files that hold the checkpoints. */
  public long bytesOnDisk() {
    return access.read(db -> db.files().stream().mapToLong(LiveFileMetaData::size).sum());
  }

  @Override
  public void close() {
    access.close();
  }
}
