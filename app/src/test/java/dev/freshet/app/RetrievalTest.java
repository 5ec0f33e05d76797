package dev.freshet.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.learner.evaluation.EvaluationDocument;
import dev.freshet.learner.scoring.Question;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetrievalTest {
  private static EvaluationDocument document(String id, String text, Question... questions) {
    return new EvaluationDocument(id, "a", text, List.of(questions));
  }

  @Test
  void findsThePassageAndTheSentenceThatHoldTheAnswer() {
    Retrieval found =
        Retrieval.of(
            List.of(
                document(
                    "1",
                    "The bridge over the Elbe was built of stone. It stands in Dresden.",
                    new Question("Of what was the bridge over the Elbe built?", List.of("stone")),
                    new Question("In which town is the bridge over the Elbe?", List.of("Dresden"))),
                document(
                    "2",
                    "The port was founded by merchants.",
                    new Question("Zzz?", List.of("merchants")))));

    assertThat(found.questions()).isEqualTo(3);
    assertThat(found.passageHolds()).isEqualTo(2 / 3.0);
    assertThat(found.document()).isEqualTo(2 / 3.0);
    // The second question's words stand in the first sentence, its answer in the other.
    assertThat(found.sentenceHolds()).isEqualTo(1 / 3.0);
  }
}
