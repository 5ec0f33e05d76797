package dev.freshet.ingest.chronicle;

import dev.freshet.ingest.file.SquadWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * SQuAD's format, a paragraph a document. It has no place for answers that stand elsewhere, so
 * those probes are left out, and the spans too.
 */
final class SquadStories implements StoryWriter {
  private final SquadWriter squad;

  SquadStories(OutputStream out) throws IOException {
    squad = new SquadWriter(out);
  }

  @Override
  public void write(Story story) throws IOException {
    List<SquadWriter.Question> questions =
        story.probes().stream()
            .filter(probe -> probe.start() >= 0)
            .map(
                probe ->
                    new SquadWriter.Question(
                        probe.id(), probe.question(), probe.answer(), probe.start(), null))
            .toList();
    squad.write(story.topic(), story.text(), questions);
  }

  @Override
  public void close() throws IOException {
    squad.close();
  }
}
