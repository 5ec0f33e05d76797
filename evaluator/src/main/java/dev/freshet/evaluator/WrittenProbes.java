package dev.freshet.evaluator;

import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.records.Probe;
import dev.freshet.learner.probing.ProbeWriter;
import dev.freshet.learner.probing.Surprise;
import dev.freshet.learner.probing.WrittenProbe;
import java.util.ArrayList;
import java.util.List;

/**
 * Probes for documents that bring none, written from their text alone: the same text gives the same
 * probes on every host. No model chooses among them here, so that they cost no forward pass.
 */
public final class WrittenProbes {
  private static final String MARK = "#written-";
  private static final long SEED = 1;

  private final ProbeWriter writer;

  /**
   * @param most to a document
   */
  public WrittenProbes(int most) {
    this.writer = new ProbeWriter(ProbeWriter.Kind.BOTH, most, SEED, Surprise.ALIKE);
  }

  /** The probes of a document; none where its text allows none. */
  public List<Probe> of(Document document) {
    List<Probe> probes = new ArrayList<>();
    for (WrittenProbe written : writer.write(document.text())) {
      String id = document.id() + MARK + (probes.size() + 1);
      probes.add(record(written, id, document));
    }
    return probes;
  }

  private static Probe record(WrittenProbe written, String id, Document document) {
    Probe.Form form =
        switch (written.form()) {
          case QUESTION -> Probe.Form.QUESTION;
          case CLOZE -> Probe.Form.CLOZE;
        };
    return new Probe(
        id,
        document.topic(),
        document.id(),
        written.prompt(),
        List.of(written.answer()),
        form,
        null);
  }

  /** Whether a probe was written here. */
  static boolean isWritten(Probe probe) {
    return probe.documentId() != null && probe.id().startsWith(probe.documentId() + MARK);
  }
}
