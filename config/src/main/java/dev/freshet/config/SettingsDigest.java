package dev.freshet.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A fingerprint of the settings that can change a weight: two runs whose digests differ may fold
 * the same log into different weights.
 *
 * <p>Covered are {@code model} (which weights the fold starts from, and where and with how many
 * threads it computes), {@code gate} (which documents it learns) and {@code adapter} (how it
 * steps), but for five keys of it:
 *
 * <ul>
 *   <li>{@code commit-interval}: when a step is committed, not what it computes;
 *   <li>{@code max-poll-records}: how many records are fetched at once; batches count {@code seq};
 *   <li>{@code reported-weights}: what an adaptation record lists;
 *   <li>{@code max-rejected}: when the process stops, not what is rejected;
 *   <li>{@code max-lanes}: how many lanes a process takes; lanes share nothing.
 * </ul>
 *
 * <p>A new key of those sections is covered until it is listed here. Not covered are {@code ingest}
 * (it decides what enters the log; the fold begins at the log), {@code log} (how it is kept, not
 * what it says), {@code checkpoint} (a cache of the fold), {@code evaluator}, {@code signals},
 * {@code http}, {@code name} (they read weights or none), {@code topics}, {@code state}, {@code
 * embedded-broker} and {@code kafka} (where records and files lie).
 *
 * <p>The digest holds settings as written. What {@code threads: 0} or {@code device: auto} comes to
 * on a machine, and the bytes of the model, are fingerprints of their own.
 */
public final class SettingsDigest {
  private static final String VERSION = "freshet-settings 1\n";
  private static final Set<String> CANNOT_CHANGE_A_WEIGHT =
      Set.of(
          "adapter.commit-interval",
          "adapter.max-poll-records",
          "adapter.reported-weights",
          "adapter.max-rejected",
          "adapter.max-lanes");

  private SettingsDigest() {}

  /** SHA-256 of the canonical text, as 64 hexadecimal digits. */
  public static String of(Settings settings) {
    byte[] text = canonical(SettingKeys.ALL.valuesOf(settings)).getBytes(StandardCharsets.UTF_8);
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  /**
   * A first line with the version, then one line {@code key=value} for each covered key, in the
   * order of their names. Values are written as in YAML, where no value breaks its line.
   */
  static String canonical(Map<String, Object> values) {
    StringBuilder text = new StringBuilder(VERSION);
    new TreeMap<>(values)
        .forEach(
            (key, value) -> {
              if (covers(key)) {
                text.append(key).append('=').append(YamlText.of(value)).append('\n');
              }
            });
    return text.toString();
  }

  /** Whether a key can change a weight. */
  static boolean covers(String key) {
    boolean ofTheFold =
        key.startsWith("model.") || key.startsWith("adapter.") || key.startsWith("gate.");
    return ofTheFold && !CANNOT_CHANGE_A_WEIGHT.contains(key);
  }
}
