package dev.freshet.app;

import dev.freshet.config.Secrets;
import dev.freshet.config.Settings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes the secrets of some settings out of a text, wherever another library put them there. */
final class Masking {
  /** {@code password="…"} within a JAAS line. */
  private static final Pattern JAAS_VALUE = Pattern.compile("=\\s*[\"']([^\"']+)[\"']");

  static final Masking NONE = new Masking(List.of());

  private final List<String> secrets;

  private Masking(List<String> secrets) {
    this.secrets = secrets;
  }

  static Masking of(Settings settings) {
    List<String> secrets = new ArrayList<>(List.of(settings.http().token()));
    settings
        .kafka()
        .forEach(
            (name, value) -> {
              if (Secrets.isSecret(name, value)) {
                secrets.add(value);
                Matcher parts = JAAS_VALUE.matcher(value);
                while (parts.find()) {
                  secrets.add(parts.group(1));
                }
              }
            });
    secrets.removeIf(String::isBlank);
    secrets.sort(Comparator.comparingInt(String::length).reversed());
    return new Masking(List.copyOf(secrets));
  }

  String apply(String text) {
    String masked = text;
    for (String secret : secrets) {
      masked = masked.replace(secret, Secrets.MASK);
    }
    return masked;
  }
}
