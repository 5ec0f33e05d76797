package dev.freshet.config;

import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of the launcher, which the bundled models and texts lie beside. */
public final class Home {
  private Home() {}

  /** A path as it stands, or beside the launcher where only that is there. */
  public static Path resolve(String path) {
    Path given = Path.of(path);
    String home = System.getProperty("freshet.home", "");
    if (given.isAbsolute() || Files.exists(given) || home.isEmpty()) {
      return given;
    }
    Path beside = Path.of(home).resolve(given);
    return Files.exists(beside) ? beside : given;
  }
}
