package dev.freshet.learner.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * After each document, the questions of the next one of the same article: a gain on the topic is
 * not a gain on the fact. An article of one document is left out.
 */
record OtherProbes() implements Control {
  @Override
  public String name() {
    return "other-probes";
  }

  @Override
  public String shows() {
    return "questions of another document of the same topic: the part that is the topic";
  }

  @Override
  public List<EvaluationDocument> documents(List<EvaluationDocument> documents) {
    Map<String, List<EvaluationDocument>> articles = new LinkedHashMap<>();
    for (EvaluationDocument document : documents) {
      articles.computeIfAbsent(document.article(), key -> new ArrayList<>()).add(document);
    }
    List<EvaluationDocument> asked = new ArrayList<>();
    for (List<EvaluationDocument> article : articles.values()) {
      for (int i = 0; article.size() > 1 && i < article.size(); i++) {
        asked.add(article.get(i).asking(article.get((i + 1) % article.size()).questions()));
      }
    }
    return asked;
  }
}
