package dev.freshet.app;

import dev.freshet.learner.evaluation.EvaluationDocument;
import dev.freshet.learner.pretraining.CorpusReader;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Articles of which the base model may have read: their title is in a text that it was trained on,
 * as whole words, or is that of one. A title's explanation in parentheses does not count.
 */
record KnownArticles(Set<String> articles) {

  /**
   * Looks for the articles of some documents.
   *
   * @throws dev.freshet.config.FreshetException if a corpus cannot be read
   */
  static KnownArticles in(List<Path> corpora, Collection<EvaluationDocument> documents) {
    Map<String, String> sought = new HashMap<>();
    documents.forEach(document -> sought.put(document.article(), name(document.article())));
    Set<String> found = new HashSet<>();
    for (Path corpus : corpora) {
      CorpusReader.read(
          corpus,
          document -> {
            String title = name(document.title());
            sought.forEach(
                (article, name) -> {
                  if (title.equals(name) || holds(document.text(), name)) {
                    found.add(article);
                  }
                });
            sought.keySet().removeAll(found);
          });
    }
    return new KnownArticles(found);
  }

  boolean holds(String article) {
    return articles.contains(article);
  }

  private static String name(String title) {
    return title.replace('_', ' ').replaceFirst("\\s*\\([^)]*\\)\\s*$", "").strip();
  }

  private static boolean holds(String text, String name) {
    for (int at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
      int end = at + name.length();
      if (!isWord(text, at - 1) && !isWord(text, end)) {
        return !name.isEmpty();
      }
    }
    return false;
  }

  private static boolean isWord(String text, int at) {
    return at >= 0 && at < text.length() && Character.isLetterOrDigit(text.charAt(at));
  }
}
