package dev.freshet.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ManifestTest {
  private static final String DIGEST = "ab".repeat(32);
  private static final ArrayEntry HEAD =
      new ArrayEntry(
          "head", "weights", "F32", List.of(2L, 1L), 8, DIGEST, List.of(new Chunk(DIGEST, 3, 1)));
  private static final Manifest MANIFEST =
      Manifest.of(Samples.draft("main", 1, Map.of()), List.of(HEAD));

  /** Written by schema version 1: every later build must read it and find the same id. */
  private static final String GOLDEN =
      """
      {"schemaVersion":1,"id":"f54a3d188acd0ece","position":{"lane":"main","step":1,"seq":4,\
      "offset":10},"time":"2026-01-01T12:00:00Z","parent":null,"fingerprint":"f00d",\
      "weightsDigest":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",\
      "provenance":{"settingsDigest":"5e77","build":"0.1.0","threads":2,\
      "instructionSet":"AVX2","baseModel":"ba5e"},"reason":"interval",\
      "notes":{"loss":"2.5"},"tags":[],"arrays":[{"name":"head","group":"weights",\
      "dtype":"F32","shape":[2,1],"bytes":8,"digest":"DIGEST",\
      "chunks":[{"digest":"DIGEST","batch":3,"index":1}]}]}"""
          .replace("DIGEST", DIGEST);

  @Test
  void isWrittenAsTheGoldenOfItsVersion() {
    assertThat(new String(ManifestJson.write(MANIFEST), UTF_8)).isEqualTo(GOLDEN);
  }

  @Test
  void readsTheGoldenOfItsVersion() {
    assertThat(ManifestJson.read(MANIFEST.id(), GOLDEN.getBytes(UTF_8))).isEqualTo(MANIFEST);
  }

  @Test
  void ignoresFieldsThatItDoesNotKnow() {
    String more = GOLDEN.replace("\"reason\"", "\"mood\":\"fine\",\"reason\"");

    assertThat(ManifestJson.read(MANIFEST.id(), more.getBytes(UTF_8))).isEqualTo(MANIFEST);
  }

  @Test
  void refusesAFutureVersionAndSaysSo() {
    assertRefused(GOLDEN.replace("\"schemaVersion\":1", "\"schemaVersion\":2"), "newer Freshet");
  }

  @Test
  void refusesContentThatIsNotItsIds() {
    assertRefused(GOLDEN.replace("\"step\":1", "\"step\":2"), "does not match its id");
    assertRefused(GOLDEN.replace("\"fingerprint\":\"f00d\",", ""), "cannot be read");
    assertRefused(GOLDEN.replace("\"step\":1", "\"step\":-1"), "cannot be read");
    assertRefused(GOLDEN.substring(0, 200), "cannot be read");
    assertRefused("null", "damaged");
    assertRefused("", "damaged");
  }

  @Test
  void weightsDigestIsTakenInTheOrderOfNames() {
    List<NamedArray> arrays = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      arrays.add(Samples.floats("w" + i, i, 2, 3));
    }
    String digest = Digests.ofWeights(arrays);
    Collections.reverse(arrays);

    assertThat(Digests.ofWeights(arrays)).isEqualTo(digest);
    arrays.set(0, Samples.floats("w4", 4, 3, 2));
    assertThat(Digests.ofWeights(arrays)).isNotEqualTo(digest);
  }

  @Test
  void anArrayMustHaveTheBytesOfItsShape() {
    assertThat(array("F32", 2, 8).shape()).containsExactly(2L);
    assertThatThrownBy(() -> array("F32", 3, 8)).hasMessageContaining("8 bytes, not the 12");
    assertThatThrownBy(() -> array("F31", 2, 8)).hasMessageContaining("F31");
    assertThatThrownBy(() -> array("F64", Long.MAX_VALUE, 8)).hasMessageContaining("too large");
    assertThatThrownBy(() -> array("F64", -1, 8)).hasMessageContaining("at least 0");
  }

  private static NamedArray array(String dtype, long length, int bytes) {
    return NamedArray.of("a", dtype, new long[] {length}, ByteBuffer.allocate(bytes));
  }

  private static void assertRefused(String json, String message) {
    assertThatThrownBy(() -> ManifestJson.read(MANIFEST.id(), json.getBytes(UTF_8)))
        .hasMessageContaining(message)
        .isInstanceOfSatisfying(
            FreshetException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.ARTEFACT));
  }
}
