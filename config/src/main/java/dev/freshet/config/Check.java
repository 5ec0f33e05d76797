package dev.freshet.config;

/** Bounds for settings records; the message is shown to the user beside the key. */
final class Check {
  private Check() {}

  static void that(boolean holds, String key, String rule) {
    if (!holds) {
      throw new InvalidSettingException(key, rule);
    }
  }
}
