package dev.freshet.learner.pretraining;

import dev.freshet.learner.QuestionTemplate;
import dev.freshet.learner.pretraining.CorpusDocument.QuestionAnswer;
import dev.freshet.learner.probing.QuestionWriter;
import dev.freshet.learner.tokenizer.Tokenizer;
import dev.freshet.tensor.CounterRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * Lays documents and their questions into rows. A document's questions follow it, or, as often,
 * stand alone some rows later: the first teaches to answer what was read, the second to answer
 * without the text at hand. A share of the documents that come without questions get some written
 * from their text.
 */
final class QuestionMix {
  private static final int WRITTEN_PER_DOCUMENT = 3;
  private static final int WAITING = 256;
  private static final int END = 0;

  private final Rows rows;
  private final Tokenizer tokenizer;
  private final double questionShare;
  private final CounterRandom random;
  private final QuestionWriter writer = new QuestionWriter();
  private final List<QuestionAnswer> waiting = new ArrayList<>();

  QuestionMix(Rows rows, Tokenizer tokenizer, double questionShare, long seed) {
    this.rows = rows;
    this.tokenizer = tokenizer;
    this.questionShare = questionShare;
    this.random = new CounterRandom(seed, CounterRandom.seedOf("questions"));
  }

  void add(CorpusDocument document) {
    List<QuestionAnswer> questions = document.questions();
    if (questions.isEmpty() && random.nextDouble() < questionShare) {
      questions = written(document.text());
    }
    boolean follow = questions.isEmpty() || random.nextDouble() < 0.5;
    rows.addDocument(
        new CorpusDocument(document.title(), document.text(), follow ? questions : List.of()),
        tokenizer,
        QuestionTemplate.TUNED,
        END);
    if (!follow) {
      waiting.addAll(questions);
    }
    while (waiting.size() > WAITING) {
      addWaiting();
    }
  }

  /** Lays out the questions that still wait. */
  void finish() {
    while (!waiting.isEmpty()) {
      addWaiting();
    }
  }

  private void addWaiting() {
    int chosen = random.nextInt(waiting.size());
    QuestionAnswer question = waiting.get(chosen);
    waiting.set(chosen, waiting.get(waiting.size() - 1));
    waiting.remove(waiting.size() - 1);
    rows.addQuestion(question, tokenizer, QuestionTemplate.TUNED, END, false);
  }

  private List<QuestionAnswer> written(String text) {
    List<QuestionAnswer> all = new ArrayList<>();
    writer
        .write(text)
        .forEach(probe -> all.add(new QuestionAnswer(probe.prompt(), probe.answer())));
    List<QuestionAnswer> chosen = new ArrayList<>();
    while (chosen.size() < WRITTEN_PER_DOCUMENT && !all.isEmpty()) {
      chosen.add(all.remove(random.nextInt(all.size())));
    }
    return chosen;
  }
}
