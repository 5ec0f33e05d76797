package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.meta.MetaPart;
import dev.freshet.learner.weighting.StoredNetwork;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Base models that take turns with the first in a meta-training: they read its tokens and are asked
 * as it is, and only token weights are learned, since step sizes and an initialisation belong to
 * one model.
 */
record OtherBases(List<LanguageModel> models) implements AutoCloseable {

  /**
   * Opens them.
   *
   * @throws FreshetException if one of them cannot take part
   */
  static OtherBases open(
      CommandContext context,
      List<Path> directories,
      LanguageModel first,
      @Nullable StoredNetwork network,
      Set<MetaPart> learn) {
    if (!directories.isEmpty() && (network == null || !learn.equals(Set.of(MetaPart.WEIGHTS)))) {
      throw new FreshetException(
          ExitCode.USAGE,
          "step sizes and the initialisation belong to one base model",
          "--also-model",
          "give --learn weights, and a weighting");
    }
    OtherBases opened = new OtherBases(new ArrayList<>());
    try {
      for (Path directory : directories) {
        LanguageModel other = context.openModel(directory);
        opened.models.add(other);
        check(other, first, Objects.requireNonNull(network));
      }
      return opened;
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private static void check(LanguageModel model, LanguageModel first, StoredNetwork network) {
    if (!model.tokenizerDigest().equals(first.tokenizerDigest())
        || !model.questions().equals(first.questions())) {
      throw unfit(model, "it is read or asked in another way than " + first.directory());
    }
    String misfit = network.misfit(model.config());
    if (!misfit.isEmpty()) {
      throw unfit(model, "the weighting does not fit it: " + misfit);
    }
  }

  private static FreshetException unfit(LanguageModel model, String why) {
    return new FreshetException(
        ExitCode.ARTEFACT, why, model.directory().toString(), "leave it out of --also-model");
  }

  @Override
  public void close() {
    models.forEach(LanguageModel::close);
  }
}
