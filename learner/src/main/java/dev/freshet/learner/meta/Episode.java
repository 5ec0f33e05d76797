package dev.freshet.learner.meta;

import dev.freshet.learner.scoring.AnswerRow;
import java.util.List;

/**
 * One lesson of meta-training: documents to step on, what is asked after, and what must not suffer.
 *
 * @param documents at least one
 * @param unrelated a text of other articles, at least two tokens; its prediction is to stay
 * @param remembered questions about documents that no step of this episode is taken on
 */
public record Episode(List<Reading> documents, int[] unrelated, List<AnswerRow> remembered) {
  public Episode {
    documents = List.copyOf(documents);
    remembered = List.copyOf(remembered);
  }

  /**
   * A document with its questions.
   *
   * @param ids at least two tokens
   * @param questions at least one
   */
  public record Reading(String title, int[] ids, List<AnswerRow> questions) {
    public Reading {
      questions = List.copyOf(questions);
    }
  }

  /** The questions of all documents. */
  public List<AnswerRow> questions() {
    return documents.stream().flatMap(document -> document.questions().stream()).toList();
  }

  List<int[]> texts() {
    return documents.stream().map(Reading::ids).toList();
  }
}
