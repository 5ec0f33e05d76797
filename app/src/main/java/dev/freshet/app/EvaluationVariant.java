package dev.freshet.app;

import dev.freshet.config.AdapterSettings;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FoldSettings;
import dev.freshet.config.FreshetException;
import dev.freshet.config.Settings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The first weighting of an evaluation under some other settings, as {@code --variant} gives it:
 * {@code NAME:KEY=VALUE,KEY=VALUE}.
 *
 * @param settings all of them
 */
record EvaluationVariant(String name, AdapterSettings settings) {
  private static final String FORM = "write NAME:KEY=VALUE,KEY=VALUE";

  /** What an evaluation steps by; the other keys of {@code adapter} concern a stream. */
  private static final List<String> KEYS =
      List.of(
          "adapter.weighting",
          "adapter.optimizer",
          "adapter.learning-rate",
          "adapter.momentum",
          "adapter.weight-decay",
          "adapter.damping",
          "adapter.clip-norm",
          "adapter.passes",
          "adapter.rehearsal.",
          "adapter.anchor.",
          "adapter.update-share",
          "adapter.sparse.",
          "adapter.average");

  /**
   * Reads one.
   *
   * @param first name of the first weighting, which may end in an optimizer's
   */
  static EvaluationVariant of(String text, String first, Settings running) {
    int colon = text.indexOf(':');
    if (colon < 1) {
      throw unusable("the variant `" + text + "` has no name", FORM);
    }
    Map<String, String> texts = new HashMap<>(FoldSettings.of(running));
    String[] parts = first.split("@", 2);
    texts.put("adapter.weighting", parts[0]);
    if (parts.length > 1) {
      texts.put("adapter.optimizer", parts[1]);
    }
    for (String setting : text.substring(colon + 1).split(",")) {
      int equals = setting.indexOf('=');
      String key = setting.substring(0, Math.max(0, equals)).strip();
      if (KEYS.stream().noneMatch(known -> matches(key, known))) {
        List<String> known = new ArrayList<>(KEYS);
        known.replaceAll(one -> one.endsWith(".") ? one + "*" : one);
        throw unusable(
            "`" + setting + "` is no setting that an evaluation steps by",
            FORM + "; keys are " + String.join(", ", known));
      }
      texts.put(key, setting.substring(equals + 1).strip());
    }
    return new EvaluationVariant(
        text.substring(0, colon), FoldSettings.under(texts, running).adapter());
  }

  private static boolean matches(String key, String known) {
    return known.endsWith(".") ? key.startsWith(known) : key.equals(known);
  }

  private static FreshetException unusable(String what, String remedy) {
    return new FreshetException(ExitCode.USAGE, what, "--variant", remedy);
  }
}
