package dev.freshet.ingest.source;

/** How many published records are not in the log yet. Asking may take a while. */
@FunctionalInterface
public interface Backlog {
  long behind();
}
