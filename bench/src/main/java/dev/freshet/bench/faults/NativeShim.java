package dev.freshet.bench.faults;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** A small library in C of ours that stands before others in a process (LD_PRELOAD). */
final class NativeShim {
  private NativeShim() {}

  /**
   * Compiles one; empty where there is no C compiler ({@code cc}).
   *
   * @param workshop for its files
   * @param name of the source beside this class, without its ending
   */
  static Optional<Path> compile(Path workshop, String name) throws IOException {
    Files.createDirectories(workshop);
    Path source = workshop.resolve(name + ".c");
    try (InputStream text = NativeShim.class.getResourceAsStream(name + ".c")) {
      Files.write(source, Objects.requireNonNull(text, name).readAllBytes());
    }
    Path library = workshop.resolve(name + ".so");
    boolean compiled =
        Tool.succeeds("cc", "-shared", "-fPIC", "-O2", "-o", library.toString(), source.toString());
    return compiled ? Optional.of(library) : Optional.empty();
  }
}
