package dev.freshet.ingest.chronicle;

/** Which drifts have set in by a document. */
record Phase(boolean otherTopics, boolean otherWording, boolean otherRelations, double rate) {

  static Phase of(ChronicleOptions options, long document) {
    Phase phase = new Phase(false, false, false, options.changeRate());
    for (Drift drift : options.drifts()) {
      if (document > drift.at()) {
        phase = phase.after(drift);
      }
    }
    return phase;
  }

  private Phase after(Drift drift) {
    return switch (drift.kind()) {
      case TOPICS -> new Phase(true, otherWording, otherRelations, rate);
      case WORDING -> new Phase(otherTopics, true, otherRelations, rate);
      case RELATIONS -> new Phase(otherTopics, otherWording, true, rate);
      case RATE ->
          new Phase(
              otherTopics,
              otherWording,
              otherRelations,
              Double.isNaN(drift.to()) ? 1 - rate : drift.to());
    };
  }
}
