package dev.freshet.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A copy of checkpoints in plain files, for other machines: a folder that may be a network mount.
 *
 * <pre>
 * lane-NAME/arrays/DIGEST          the bytes of an array, named by their SHA-256
 * lane-NAME/manifests/ID.json      written last: what it names is there
 * </pre>
 *
 * <p>Every file is written aside, synced and renamed, so that a reader sees it whole or not at all;
 * digests are compared on reading. One process writes a lane at a time. Should a paused one come
 * back it does no harm: it deletes nothing that is newer than what it holds itself.
 */
public final class CheckpointMirror {
  private static final String LANE = "lane-";
  private static final String JSON = ".json";

  private final Path folder;

  public CheckpointMirror(Path folder) {
    this.folder = folder;
  }

  /** The lanes that it holds something of. */
  public List<String> lanes() {
    return names(folder).stream()
        .filter(name -> name.startsWith(LANE))
        .map(name -> URLDecoder.decode(name.substring(LANE.length()), UTF_8))
        .sorted()
        .toList();
  }

  /** A lane's checkpoints, the one with the highest offset first; damaged ones are left out. */
  public List<Manifest> manifests(String lane) {
    List<Manifest> found = new ArrayList<>();
    for (String name : names(manifestsOf(lane))) {
      if (name.endsWith(JSON)) {
        manifest(lane, name.substring(0, name.length() - JSON.length())).ifPresent(found::add);
      }
    }
    found.sort(Comparator.comparingLong(Manifest::offset).reversed());
    return found;
  }

  /** The arrays of one of a checkpoint's groups; empty where one is damaged or gone. */
  public Optional<List<NamedArray>> read(Manifest manifest, String group) {
    return groups(manifest, group::equals).map(groups -> groups.getOrDefault(group, List.of()));
  }

  /** Makes the folder where it is missing, so that a reader can tell it from one not mounted. */
  public void prepare() {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  /**
   * Makes this hold a lane as a store does: what is new there is copied, what is gone deleted. The
   * oldest come first: who reads meanwhile finds no checkpoint before those that it follows.
   */
  public void publish(CheckpointStore store, String lane) {
    List<Manifest> wanted = new ArrayList<>(store.manifests(lane));
    if (wanted.isEmpty()) {
      return;
    }
    wanted.sort(Comparator.comparingLong(Manifest::offset));
    try {
      Map<String, Manifest> there =
          manifests(lane).stream().collect(Collectors.toMap(Manifest::id, m -> m));
      for (Manifest manifest : wanted) {
        Manifest known = there.get(manifest.id());
        if (known == null) {
          copy(store.read(manifest));
        }
        if (known == null || !known.tags().equals(manifest.tags())) {
          write(fileOf(manifest), ByteBuffer.wrap(ManifestJson.write(manifest)));
        }
      }
      Set<String> kept = wanted.stream().map(Manifest::id).collect(Collectors.toSet());
      long newest = wanted.get(wanted.size() - 1).offset();
      List<Manifest> gone =
          there.values().stream()
              .filter(m -> !kept.contains(m.id()) && m.offset() < newest)
              .toList();
      delete(lane, gone);
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  /**
   * Takes into a store what it lacks of a lane, up to an offset; what is damaged here is passed
   * over.
   *
   * @return how many checkpoints were taken
   */
  public int adopt(CheckpointStore store, String lane, long offsetBelow) {
    Set<String> held = store.manifests(lane).stream().map(Manifest::id).collect(Collectors.toSet());
    List<Manifest> lacking = new ArrayList<>(manifests(lane));
    lacking.removeIf(m -> held.contains(m.id()) || m.offset() >= offsetBelow);
    lacking.sort(Comparator.comparingLong(Manifest::offset));
    int taken = 0;
    for (Manifest manifest : lacking) {
      Optional<Map<String, List<NamedArray>>> groups = groups(manifest, group -> true);
      if (groups.isPresent()) {
        store.write(draft(manifest, groups.get()));
        manifest.tags().forEach(tag -> store.moveTag(manifest.id(), tag));
        taken++;
      }
    }
    return taken;
  }

  private static CheckpointDraft draft(Manifest manifest, Map<String, List<NamedArray>> groups) {
    return new CheckpointDraft(
        manifest.position(),
        manifest.time(),
        manifest.parent(),
        manifest.fingerprint(),
        manifest.provenance(),
        manifest.reason(),
        manifest.notes(),
        Set.of(),
        groups);
  }

  private Optional<Map<String, List<NamedArray>>> groups(
      Manifest manifest, Predicate<String> wanted) {
    Map<String, List<NamedArray>> groups = new LinkedHashMap<>();
    for (ArrayEntry entry : manifest.arrays()) {
      if (!wanted.test(entry.group())) {
        continue;
      }
      try {
        byte[] bytes = Files.readAllBytes(fileOf(manifest.lane(), entry));
        if (bytes.length != entry.bytes() || !Digests.of(bytes).equals(entry.digest())) {
          return Optional.empty();
        }
        groups
            .computeIfAbsent(entry.group(), group -> new ArrayList<>())
            .add(
                new NamedArray(entry.name(), entry.dtype(), entry.shape(), ByteBuffer.wrap(bytes)));
      } catch (IOException missing) {
        return Optional.empty();
      }
    }
    return Optional.of(groups);
  }

  private void copy(Checkpoint checkpoint) throws IOException {
    Manifest manifest = checkpoint.manifest();
    for (ArrayEntry entry : manifest.arrays()) {
      Path file = fileOf(manifest.lane(), entry);
      if (!Files.exists(file) || Files.size(file) != entry.bytes()) {
        write(file, bytes(checkpoint, entry));
      }
    }
  }

  private static ByteBuffer bytes(Checkpoint checkpoint, ArrayEntry entry) {
    return checkpoint.groups().getOrDefault(entry.group(), List.of()).stream()
        .filter(array -> array.name().equals(entry.name()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no array " + entry.name()))
        .bytes();
  }

  /** Manifests first: none may name what is no longer there. */
  private void delete(String lane, List<Manifest> gone) throws IOException {
    Set<String> candidates = new HashSet<>();
    for (Manifest manifest : gone) {
      Files.deleteIfExists(fileOf(manifest));
      manifest.arrays().forEach(entry -> candidates.add(entry.digest()));
    }
    for (Manifest manifest : manifests(lane)) {
      manifest.arrays().forEach(entry -> candidates.remove(entry.digest()));
    }
    for (String digest : candidates) {
      Files.deleteIfExists(arraysOf(lane).resolve(digest));
    }
  }

  private Optional<Manifest> manifest(String lane, String id) {
    try {
      byte[] json = Files.readAllBytes(manifestsOf(lane).resolve(id + JSON));
      return Optional.of(ManifestJson.read(id, json)).filter(m -> m.lane().equals(lane));
    } catch (FreshetException | IOException damaged) {
      return Optional.empty();
    }
  }

  private static void write(Path file, ByteBuffer bytes) throws IOException {
    Files.createDirectories(file.getParent());
    Path aside = Files.createTempFile(file.getParent(), ".", ".new");
    try {
      try (FileChannel channel = FileChannel.open(aside, StandardOpenOption.WRITE)) {
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  private Path laneFolder(String lane) {
    return folder.resolve(LANE + URLEncoder.encode(lane, UTF_8));
  }

  private Path manifestsOf(String lane) {
    return laneFolder(lane).resolve("manifests");
  }

  private Path arraysOf(String lane) {
    return laneFolder(lane).resolve("arrays");
  }

  private Path fileOf(Manifest manifest) {
    return manifestsOf(manifest.lane()).resolve(manifest.id() + JSON);
  }

  private Path fileOf(String lane, ArrayEntry entry) {
    return arraysOf(lane).resolve(entry.digest());
  }

  private static List<String> names(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    } catch (IOException e) {
      throw new FreshetException(
          ExitCode.FAILURE,
          "the mirror of the checkpoints cannot be read: " + e,
          directory.toString(),
          "is it mounted? or take `checkpoint.mirror` away: the log gives the weights",
          e);
    }
  }

  private FreshetException cannotWrite(IOException e) {
    return new FreshetException(
        ExitCode.FAILURE,
        "the mirror of the checkpoints cannot be written: " + e,
        folder.toString(),
        "is it mounted, and is there space? the checkpoints in the state folder are not affected",
        e);
  }
}
