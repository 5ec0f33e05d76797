package dev.freshet.evaluator;

import dev.freshet.ingest.records.Probe;
import dev.freshet.learner.scoring.Question;

/** Probes as the learner's side knows them. */
public final class Questions {
  private Questions() {}

  /** What a probe asks. */
  public static Question of(Probe probe) {
    Question.Form form =
        switch (probe.form()) {
          case QUESTION -> Question.Form.QUESTION;
          case CLOZE -> Question.Form.CLOZE;
        };
    return new Question(probe.question(), probe.answers(), form);
  }
}
