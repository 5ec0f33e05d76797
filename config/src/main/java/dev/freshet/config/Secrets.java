package dev.freshet.config;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What counts as a secret in Kafka's client settings, and the mask shown in its place. */
public final class Secrets {
  /** Shown for a secret, whatever its length. */
  public static final String MASK = "********";

  private static final Pattern NAMES =
      Pattern.compile(
          ".*(password|passphrase|secret|jaas|token|credential|private\\.key|api\\.?key|user\\.info"
              + "|keystore\\.key).*|.*\\.key");

  /** {@code https://user:password@host}. */
  private static final Pattern USER_IN_URL =
      Pattern.compile(".*://[^/@\\s]*:[^/@\\s]*@.*", Pattern.DOTALL);

  private Secrets() {}

  /** Whether a client setting of this name and value must not be shown. */
  public static boolean isSecret(String name, String value) {
    return NAMES.matcher(name.toLowerCase(Locale.ROOT)).matches()
        || USER_IN_URL.matcher(value).matches();
  }

  /** Client settings fit to be shown, sorted by name. */
  public static Map<String, String> masked(Map<String, String> settings) {
    Map<String, String> shown = new TreeMap<>();
    settings.forEach((name, value) -> shown.put(name, isSecret(name, value) ? mask(value) : value));
    return shown;
  }

  /** The mask; an empty value, which is no secret, stays empty. */
  static String mask(String value) {
    return value.isEmpty() ? "" : MASK;
  }
}
