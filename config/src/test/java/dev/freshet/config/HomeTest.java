package dev.freshet.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
  private static final String PROPERTY = "freshet.home";

  @TempDir Path home;

  private final String before = System.getProperty(PROPERTY, "");

  @AfterEach
  void putBack() {
    System.setProperty(PROPERTY, before);
  }

  @Test
  void aRelativePathIsLookedForBesideTheLauncherWhereItIsNotHere() throws IOException {
    Path there = Files.createDirectories(home.resolve("models/some-weighting"));
    System.setProperty(PROPERTY, home.toString());

    assertThat(Home.resolve("models/some-weighting")).isEqualTo(there);
    assertThat(Home.resolve("src/test")).as("it is here").isEqualTo(Path.of("src/test"));
    assertThat(Home.resolve("nowhere")).isEqualTo(Path.of("nowhere"));
    assertThat(Home.resolve("/nowhere")).isEqualTo(Path.of("/nowhere"));
  }

  @Test
  void withoutALauncherItStandsAsItIs() {
    System.setProperty(PROPERTY, "");

    assertThat(Home.resolve("models/some-weighting")).isEqualTo(Path.of("models/some-weighting"));
  }
}
