package dev.freshet.learner.evaluation;

import dev.freshet.tensor.CounterRandom;
import java.util.ArrayList;
import java.util.List;

/** Each document with its words in another order: its vocabulary without what it says. */
record ShuffledDocument() implements Control {
  @Override
  public String name() {
    return "shuffled-document";
  }

  @Override
  public String shows() {
    return "a step on the document's words in another order: the part that is its vocabulary";
  }

  @Override
  public List<EvaluationDocument> documents(List<EvaluationDocument> documents) {
    return documents.stream().map(document -> document.reading(shuffled(document.text()))).toList();
  }

  private static String shuffled(String text) {
    String[] words = text.strip().split("\\s+");
    int[] places = new int[words.length];
    for (int i = 0; i < places.length; i++) {
      places[i] = i;
    }
    new CounterRandom(CounterRandom.seedOf(text), 0).shuffle(places);
    List<String> shuffled = new ArrayList<>();
    for (int place : places) {
      shuffled.add(words[place]);
    }
    return String.join(" ", shuffled);
  }
}
