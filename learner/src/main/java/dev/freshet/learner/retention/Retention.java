package dev.freshet.learner.retention;

import dev.freshet.config.AdapterSettings;
import dev.freshet.config.Home;
import dev.freshet.config.RehearsalSettings;
import dev.freshet.learner.FileDigest;
import dev.freshet.learner.LanguageModel;
import dev.freshet.tensor.TensorTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a lane keeps from forgetting. Rehearsal and anchor are parts of the objective of the step
 * that learns something new, not steps of their own:
 *
 * <pre>
 * F = new documents' mean loss + r * rehearsed documents' mean loss + c * KL(base || now)
 * </pre>
 *
 * <p>so that one gradient, one clipping and one set of guards see them all, and a step more is a
 * document more.
 *
 * @param anchor null for none
 * @param special which neurons a step moves; null for all weights
 * @param averaging null for none
 */
public record Retention(
    RehearsalSettings rehearsal,
    @Nullable Anchor anchor,
    @Nullable SpecialNeurons special,
    @Nullable Averaging averaging) {
  /** Learns, and forgets as it will. */
  public static final Retention NONE =
      new Retention(new RehearsalSettings(0, 1, 1, 1), null, null, null);

  /**
   * What settings ask for.
   *
   * @throws dev.freshet.config.FreshetException if a text that they name cannot be read
   */
  public static Retention of(AdapterSettings settings, LanguageModel base) {
    return new Retention(
        settings.rehearsal(),
        settings.anchor().isOn() ? Anchor.of(settings.anchor(), base) : null,
        settings.sparse().isOn() ? SpecialNeurons.of(settings.sparse(), base) : null,
        settings.average() > 0 ? new Averaging(settings.average()) : null);
  }

  /**
   * A text that settings name: in the model's directory if it is there, else as it stands or beside
   * the launcher.
   */
  static Path text(String named, Path modelDirectory) {
    Path beside = modelDirectory.resolve(named);
    return Files.exists(beside) ? beside : Home.resolve(named);
  }

  /** Of the text files that settings name, which decide what is computed; empty without one. */
  public static String textsDigest(AdapterSettings settings, Path modelDirectory) {
    List<Path> files = new ArrayList<>();
    if (settings.anchor().isOn()) {
      files.add(Anchor.text(settings.anchor(), modelDirectory));
    }
    if (settings.sparse().isOn()) {
      files.add(text(settings.sparse().text(), modelDirectory));
    }
    return files.isEmpty() ? "" : FileDigest.of(files.toArray(Path[]::new));
  }

  /** The documents that the next step learns again. */
  public List<Remembered> rehearsed(Memory memory) {
    return memory.steps() % rehearsal.every() == 0
        ? memory.reservoir().drawn(rehearsal.documents(), memory.steps())
        : List.of();
  }

  /**
   * What is left of a step's updates, in the current scope.
   *
   * @param learned the new documents in it
   */
  public TensorTree moved(TensorTree updates, TensorTree weights, List<Remembered> learned) {
    return special == null ? updates : special.masked(updates, weights, learned);
  }

  /**
   * What is carried along after a step, its tensors in the current scope.
   *
   * @param learned the new documents in it
   */
  public Memory after(
      Memory before, TensorTree weightsBefore, TensorTree weights, List<Remembered> learned) {
    Reservoir reservoir = rehearsal.isOn() ? before.reservoir() : Reservoir.EMPTY;
    if (rehearsal.isOn()) {
      for (Remembered document : learned) {
        reservoir = reservoir.offered(document, rehearsal.size());
      }
    }
    TensorTree average = null;
    if (averaging != null) {
      TensorTree known = before.average() == null ? weightsBefore : before.average();
      average = averaging.next(known, weights, learned.size());
    }
    return new Memory(before.steps() + 1, reservoir, average);
  }
}
