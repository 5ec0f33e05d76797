package dev.freshet.app.http;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Named questions, each answered by nothing (well) or by what is wrong. Safe for every thread. */
public final class HealthChecks {
  private final Map<String, Supplier<Optional<String>>> checks = new ConcurrentHashMap<>();

  /**
   * Adds a check, or replaces the one of that name.
   *
   * @param problem asked at each request, so it answers quickly; what it throws is a problem too
   */
  public void add(String name, Supplier<Optional<String>> problem) {
    checks.put(name, problem);
  }

  /** Each check's answer: {@code ok}, or what is wrong. */
  Map<String, String> answers() {
    Map<String, String> answers = new TreeMap<>();
    checks.forEach((name, check) -> answers.put(name, answer(check)));
    return Collections.unmodifiableMap(answers);
  }

  private static String answer(Supplier<Optional<String>> check) {
    try {
      return check.get().orElse(OK);
    } catch (RuntimeException e) {
      return "the check itself failed: " + e.getClass().getSimpleName();
    }
  }

  static final String OK = "ok";
}
