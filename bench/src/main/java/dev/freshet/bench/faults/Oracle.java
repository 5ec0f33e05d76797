package dev.freshet.bench.faults;

import dev.freshet.ingest.records.Adaptation;
import dev.freshet.state.Manifest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an uninterrupted run decides on the same documents, and its weights' digest after each step:
 * it takes a checkpoint at every step, which must not change what it learns.
 */
record Oracle(List<Adaptation> adaptations, Map<Long, String> digests) {
  /** Fewer than the checkpoints kept, so that none is missed. */
  private static final int PORTION = 40;

  /**
   * Runs it on topics of its own.
   *
   * @param run settings of the run; what they say of checkpoints does not hold here
   */
  static Oracle of(
      Path folder,
      String servers,
      Path model,
      Map<String, String> run,
      Texts texts,
      int documents) {
    Map<String, String> settings = new HashMap<>(run);
    settings.put("checkpoint.every", "1");
    settings.put("checkpoint.keep", Integer.toString(2 * PORTION));
    settings.put("checkpoint.mirror", "");
    Map<Long, String> digests = new HashMap<>();
    List<Adaptation> adaptations = new ArrayList<>();
    try (Instance instance =
        new Instance(folder, servers, "oracle.", model, settings, Instance.Launch.PLAIN)) {
      Waiting.until(
          () -> {
            instance.start();
            return instance.process().hasPrinted("running on");
          },
          Waiting.PATIENCE,
          "the oracle starts");
      try (Outputs outputs = new Outputs(servers, instance.adaptations());
          Feed feed = new Feed(servers, instance.documents(), texts)) {
        while (feed.published() < documents) {
          feed.publish(Math.min(PORTION, documents - feed.published()));
          Waiting.until(
              () -> outputs.decided() == feed.published(), Waiting.PATIENCE, "the oracle decides");
          for (Manifest manifest : instance.checkpoints()) {
            digests.put(manifest.step(), manifest.weightsDigest());
          }
        }
        outputs.all().forEach(seen -> adaptations.add(seen.adaptation()));
      }
      int status = instance.process().stop();
      if (status != 130) {
        throw new IllegalStateException("the oracle ended with " + status);
      }
    }
    return new Oracle(List.copyOf(adaptations), Map.copyOf(digests));
  }
}
