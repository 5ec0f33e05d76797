package dev.freshet.learner.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.QuestionTemplate;
import dev.freshet.learner.TinyModel;
import dev.freshet.learner.TokenLoss;
import dev.freshet.learner.generation.Generator;
import dev.freshet.learner.generation.Sampling;
import dev.freshet.learner.tokenizer.Tokenizer;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerScorerTest {
  private static final int CONTEXT = 64;
  private static final int MOST = 6;
  private static final List<Question> QUESTIONS =
      List.of(
          new Question("Where does the Elbe rise?", List.of("Bohemia", "in Bohemia")),
          new Question("What was the old bridge over the river built of?", List.of("stone")),
          new Question("Who founded the port?", List.of("merchants from the north of the country")),
          new Question("When?", List.of("1999")));

  @TempDir Path directory;

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"Bohemia", "river", "stone", "1999"})
  void theLikelihoodIsThatOfTheAnswerAndTheEndTokenAfterThePlainPrompt(String answer) {
    try (LanguageModel model = model(QuestionTemplate.PLAIN)) {
      Tokenizer tokenizer = model.tokenizer();
      int[] spaced = tokenizer.encodePlain(" " + answer).ids();
      int[] ids =
          join(
              new int[] {0},
              tokenizer.encodePlain("Where does the Elbe rise?").ids(),
              spaced,
              new int[] {0});
      // A space that is a token by itself is the prompt's; one within a token is the answer's.
      boolean apart = spaced[0] == tokenizer.encodePlain(" ").ids()[0];
      int counted = spaced.length + 1 - (apart ? 1 : 0);
      Question question = new Question("Where does the Elbe rise?", List.of(answer, "no"));
      AnswerScore score = scorer(model, 1).score(model.parameters(), List.of(question)).get(0);
      assertThat(score.tokens()).isEqualTo(counted);
      assertThat(score.nll()).isCloseTo(meanOfLast(model, ids, counted), within(1e-5));
    }
  }

  @Test
  void aTunedModelIsAskedInItsOwnForm() {
    try (LanguageModel model = model(QuestionTemplate.TUNED)) {
      Tokenizer tokenizer = model.tokenizer();
      String prompt = "Question: Who founded the port?\nAnswer:";
      int[] answer = tokenizer.encodePlain(" merchants").ids();
      int[] ids = join(new int[] {0}, tokenizer.encodePlain(prompt).ids(), answer, new int[] {0});
      Question question = new Question("Who founded the port?", List.of("merchants"));
      AnswerScore score = scorer(model, 1).score(model.parameters(), List.of(question)).get(0);
      assertThat(score.tokens()).isEqualTo(answer.length + 1);
      assertThat(score.nll()).isCloseTo(meanOfLast(model, ids, answer.length + 1), within(1e-5));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          The Elbe rises in | ' Bohemia' | Bohemia
          The Elbe rises in ' ' | ' Bohemia' | Bohemia
          The river (born in | ' 1999)' | 1999)
          The price is $ | 1999 | 1999
          """)
  void aClozeIsAContinuationWithoutTemplateAndEndToken(String text, String rest, String answer) {
    try (LanguageModel model = model(QuestionTemplate.TUNED)) {
      Tokenizer tokenizer = model.tokenizer();
      int[] expected = tokenizer.encodePlain(rest).ids();
      int[] prompt = tokenizer.encodePlain(text.stripTrailing()).ids();
      Question cloze = new Question(text, List.of(answer), Question.Form.CLOZE);
      AnswerScore score = scorer(model, 1).score(model.parameters(), List.of(cloze)).get(0);
      assertThat(score.tokens()).isEqualTo(expected.length);
      int[] ids = join(new int[] {0}, prompt, expected);
      assertThat(score.nll()).isCloseTo(meanOfLast(model, ids, expected.length), within(1e-5));
      int[] asked = join(new int[] {0}, prompt);
      int most = Math.min(MOST, expected.length);
      assertThat(score.answer()).isEqualTo(said(model, asked, most));
    }
  }

  @Test
  void clozesAndQuestionsInOnePassScoreAsOneByOneWhateverIsGuessed() {
    try (LanguageModel model = model(QuestionTemplate.TUNED)) {
      List<Question> mixed = new ArrayList<>(QUESTIONS);
      for (Question question : QUESTIONS) {
        mixed.add(new Question(question.text(), question.answers(), Question.Form.CLOZE));
      }
      List<AnswerScore> together = scorer(model, 16).score(model.parameters(), mixed);
      List<AnswerScore> again =
          scorer(model, 3)
              .score(
                  model.parameters(), mixed, together.stream().map(AnswerScore::answer).toList());
      for (int i = 0; i < mixed.size(); i++) {
        AnswerScore alone =
            scorer(model, 1).score(model.parameters(), List.of(mixed.get(i))).get(0);
        for (AnswerScore score : List.of(together.get(i), again.get(i))) {
          assertThat(score.nll()).isCloseTo(alone.nll(), within(1e-5));
          assertThat(score.answer()).isEqualTo(alone.answer());
        }
      }
      assertThat(together.get(0).nll()).isNotCloseTo(together.get(4).nll(), within(1e-3));
    }
  }

  @Test
  void questionsInOnePassScoreAsOneByOne() {
    try (LanguageModel model = model(QuestionTemplate.PLAIN)) {
      List<AnswerScore> together = scorer(model, 16).score(model.parameters(), QUESTIONS);
      List<AnswerScore> byTwo = scorer(model, 2).score(model.parameters(), QUESTIONS);
      assertThat(together).hasSize(QUESTIONS.size());
      for (int i = 0; i < QUESTIONS.size(); i++) {
        AnswerScore alone =
            scorer(model, 1).score(model.parameters(), List.of(QUESTIONS.get(i))).get(0);
        for (AnswerScore score : List.of(together.get(i), byTwo.get(i))) {
          assertThat(score.nll()).isCloseTo(alone.nll(), within(1e-5));
          assertThat(score.tokens()).isEqualTo(alone.tokens());
          assertThat(score.answer()).isEqualTo(alone.answer());
          assertThat(score.f1()).isEqualTo(alone.f1());
        }
      }
    }
  }

  @Test
  void theLikelihoodsAloneAreThoseOfTheScores() {
    try (LanguageModel model = model(QuestionTemplate.PLAIN)) {
      double[] alone = scorer(model, 3).nll(model.parameters(), QUESTIONS);
      List<AnswerScore> scores = scorer(model, 3).score(model.parameters(), QUESTIONS);
      assertThat(alone)
          .containsExactly(scores.stream().mapToDouble(AnswerScore::nll).toArray(), within(1e-5));
    }
  }

  @Test
  void clozesOfOneTextAreReadTogetherAndScoreAsOneByOne() {
    try (LanguageModel model = model(QuestionTemplate.TUNED)) {
      List<Question> clozes =
          List.of(
              cloze("The port of the Elbe was founded by", "merchants"),
              cloze("The port", "of the Elbe"),
              cloze("The port of the Elbe", "was founded by merchants from the north"),
              cloze("The port of the river", "sea"),
              new Question("The port", List.of("of the Elbe")));
      double[] together = scorer(model, 8).nll(model.parameters(), clozes);
      for (int i = 0; i < clozes.size(); i++) {
        double[] alone = scorer(model, 1).nll(model.parameters(), List.of(clozes.get(i)));
        assertThat(together[i]).isCloseTo(alone[0], within(1e-5));
      }
    }
  }

  private static Question cloze(String text, String answer) {
    return new Question(text, List.of(answer), Question.Form.CLOZE);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theAnswersAreThoseOfTheGeneratorWhateverIsGuessed(boolean tuned) {
    try (LanguageModel model = model(tuned ? QuestionTemplate.TUNED : QuestionTemplate.PLAIN)) {
      List<String> truth = QUESTIONS.stream().map(question -> generated(model, question)).toList();
      assertThat(new HashSet<>(truth)).hasSizeGreaterThan(1);
      List<String> halves =
          truth.stream().map(answer -> answer.substring(0, answer.length() / 2)).toList();
      List<String> turned = truth.stream().map(answer -> answer + " and the port").toList();
      List<String> mixed = List.of(truth.get(0), "", "the North Sea", truth.get(3));
      List<String> swapped = List.of(truth.get(1), truth.get(0), truth.get(3), truth.get(2));
      List<AnswerScore> plain = scorer(model, 4).score(model.parameters(), QUESTIONS);
      for (List<String> guesses : List.of(truth, halves, turned, mixed, swapped)) {
        for (int batch : new int[] {1, 3, 4}) {
          List<AnswerScore> scores =
              scorer(model, batch).score(model.parameters(), QUESTIONS, guesses);
          assertThat(scores).extracting(AnswerScore::answer).isEqualTo(truth);
          for (int i = 0; i < scores.size(); i++) {
            assertThat(scores.get(i).nll()).isCloseTo(plain.get(i).nll(), within(1e-5));
          }
        }
      }
    }
  }

  /** What the generator says after the bare prompt, one by one. */
  private static String generated(LanguageModel model, Question question) {
    String prompt = model.questions().promptFor(question.text()).stripTrailing();
    return said(model, model.tokenizer().encode(prompt).ids(), MOST);
  }

  private static String said(LanguageModel model, int[] prompt, int most) {
    List<Generator.Continuation> said =
        new Generator(model.decoder(), model.device())
            .continueAll(model.parameters(), List.of(prompt), most, Sampling.GREEDY);
    return model.tokenizer().decode(said.get(0).ids()).strip();
  }

  @Test
  void aLongNeighbourPadsAQuestionWithoutChangingItsScore() {
    try (LanguageModel model = model(QuestionTemplate.PLAIN)) {
      Question small = QUESTIONS.get(3);
      Question large = new Question("Which river ".repeat(12) + "?", List.of("the Elbe"));
      AnswerScore alone = scorer(model, 2).score(model.parameters(), List.of(small)).get(0);
      AnswerScore padded = scorer(model, 2).score(model.parameters(), List.of(large, small)).get(1);
      assertThat(padded.nll()).isCloseTo(alone.nll(), within(1e-5));
      assertThat(padded.answer()).isEqualTo(alone.answer());
    }
  }

  @Test
  void ofAPromptThatIsTooLongTheEndIsKept() {
    try (LanguageModel model = model(QuestionTemplate.PLAIN)) {
      String text = "The river flows into the sea. ".repeat(40) + "Where does the Elbe rise?";
      Question question = new Question(text, List.of("Bohemia"));
      int[] ids =
          join(
              new int[] {0},
              model.tokenizer().encodePlain(text).ids(),
              model.tokenizer().encodePlain(" Bohemia").ids(),
              new int[] {0});
      int[] kept = IntStream.range(ids.length - CONTEXT, ids.length).map(i -> ids[i]).toArray();
      AnswerScore score = scorer(model, 1).score(model.parameters(), List.of(question)).get(0);
      assertThat(score.nll()).isCloseTo(meanOfLast(model, kept, score.tokens()), within(1e-5));
    }
  }

  @Test
  void anAnswerThatFillsTheContextIsScoredAsFarAsItFits() {
    try (LanguageModel model = model(QuestionTemplate.PLAIN)) {
      Question question = new Question("Which?", List.of("one two three four ".repeat(60)));
      AnswerScore score = scorer(model, 1).score(model.parameters(), List.of(question)).get(0);
      assertThat(score.tokens()).isEqualTo(CONTEXT - 1);
      assertThat(score.nll()).isFinite();
    }
  }

  @Test
  void answersAreMeasuredAgainstAllThatAreAccepted() {
    try (LanguageModel model = model(QuestionTemplate.PLAIN)) {
      AnswerScore free = scorer(model, 1).score(model.parameters(), QUESTIONS).get(0);
      assertThat(free.answer()).isNotBlank();
      Question told = new Question(QUESTIONS.get(0).text(), List.of("no", free.answer()));
      AnswerScore score = scorer(model, 1).score(model.parameters(), List.of(told)).get(0);
      assertThat(score.answer()).isEqualTo(free.answer());
      assertThat(score.exactMatch()).isOne();
    }
  }

  @Test
  void noQuestionsHaveNoScoresAndAQuestionHasAnAnswer() {
    try (LanguageModel model = model(QuestionTemplate.PLAIN)) {
      assertThat(scorer(model, 4).score(model.parameters(), List.of())).isEmpty();
    }
    assertThatThrownBy(() -> new Question("Which?", List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private LanguageModel model(QuestionTemplate questions) {
    return LanguageModel.read(TinyModel.write(directory, CONTEXT, questions), TinyModel.device());
  }

  private static AnswerScorer scorer(LanguageModel model, int batch) {
    return new AnswerScorer(model, MOST, batch);
  }

  private static double meanOfLast(LanguageModel model, int[] ids, int count) {
    try (Scope scope = Scope.on(model.device())) {
      float[] losses =
          TokenLoss.of(model.decoder(), model.parameters(), Tensor.of(ids, 1, ids.length))
              .toFloats();
      return IntStream.range(losses.length - count, losses.length)
          .mapToDouble(i -> losses[i])
          .average()
          .orElseThrow();
    }
  }

  private static int[] join(int[]... parts) {
    return List.of(parts).stream().flatMapToInt(IntStream::of).toArray();
  }
}
