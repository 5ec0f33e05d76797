package dev.freshet.app;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.PrintStream;

/**
 * Stdout, which stays open, and whose end is noticed where a pipe is closed early, as by {@code
 * head}.
 */
final class PipeOutput extends FilterOutputStream {
  /** Nobody reads on: they have what they wanted. */
  static final class ReaderGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    ReaderGoneException() {
      super("nobody reads on");
    }
  }

  private final PrintStream stdout;

  PipeOutput(PrintStream stdout) {
    super(stdout);
    this.stdout = stdout;
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    stdout.write(bytes, from, length);
    if (stdout.checkError()) {
      throw new ReaderGoneException();
    }
  }

  @Override
  public void close() throws IOException {
    flush();
  }
}
