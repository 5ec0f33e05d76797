package dev.freshet.state;

/**
 * What besides the log decides the bits of the weights: the same log folded under the same
 * provenance gives the same digest.
 *
 * @param settingsDigest of the settings that enter the fold
 * @param build the version that wrote the checkpoint
 * @param threads computing threads, at least 1
 * @param instructionSet such as {@code AVX2}, {@code AVX512} or {@code portable}
 * @param baseModel digest of the model that the lane began with
 */
public record Provenance(
    String settingsDigest, String build, int threads, String instructionSet, String baseModel) {
  public Provenance {
    Valid.name("settingsDigest", settingsDigest, 256);
    Valid.name("build", build, 256);
    Valid.that(threads >= 1, "threads is at least 1, not %d", threads);
    Valid.name("instructionSet", instructionSet, 256);
    Valid.name("baseModel", baseModel, 256);
  }
}
