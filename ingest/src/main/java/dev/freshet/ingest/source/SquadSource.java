package dev.freshet.ingest.source;

import dev.freshet.ingest.records.Inbound;
import java.nio.file.Path;

/**
 * A file in SQuAD's JSON format, read as a stream: a paragraph is a Document whose topic is the
 * article's title, a question a Probe for it.
 *
 * <p>A document's id is made of the title, the paragraph's place in the article and the digest of
 * its text, so that it stays the same from run to run. Questions that are marked impossible are
 * passed over; one that says {@code "form":"cloze"}, beyond SQuAD, is a text to go on with. A file
 * whose form is not SQuAD's ends the reading, with the line and column; a paragraph or question
 * whose content breaks a rule is a bad item, and reading goes on.
 */
public final class SquadSource implements DocumentSource {
  private final FilePlace place;
  private final Inbound inbound;

  public SquadSource(Path file, Inbound inbound) {
    this.place = new FilePlace(file);
    this.inbound = inbound;
  }

  @Override
  public String name() {
    return place.name();
  }

  @Override
  public String fingerprint() {
    return place.fingerprint();
  }

  @Override
  public Items open() {
    return new SquadItems(place, inbound);
  }
}
