package dev.freshet.adapter;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FoldSettings;
import dev.freshet.config.FreshetException;
import dev.freshet.config.Settings;
import dev.freshet.ingest.records.Digests;
import dev.freshet.ingest.records.Ground;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.retention.Retention;
import dev.freshet.learner.tokenizer.Tokenizer;
import dev.freshet.learner.weighting.ChosenWeighting;
import dev.freshet.learner.weighting.TokenWeightings;
import dev.freshet.tensor.ComputeDevice;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/**
 * What every lane of a process shares: the base model, this machine, and the settings that a lane
 * runs under until its log says others.
 *
 * @param baseNorm global L2 norm of the base model's weights
 * @param ground what this process runs under
 * @param book the rules of the lanes, by what their logs say; freed with this
 */
public record FoldContext(
    LanguageModel base,
    double baseNorm,
    Settings running,
    Ground ground,
    RuleBook book,
    FoldListener listener)
    implements AutoCloseable {

  /**
   * The context that settings ask for.
   *
   * @param build the version of this program
   */
  public static FoldContext of(
      Settings settings, LanguageModel base, String build, FoldListener listener) {
    try (Scope scope = Scope.on(base.device());
        ChosenWeighting chosen = TokenWeightings.open(settings.adapter().weighting(), base)) {
      Ground ground =
          new Ground(
              FoldSettings.of(settings),
              build,
              Torch.threads(),
              InstructionSet.name(),
              Weights.digest(base.parameters()),
              tokenizerDigest(base.directory()),
              chosen.digest(),
              base.preconditionerDigest(settings.adapter().optimizer()),
              Retention.textsDigest(settings.adapter(), base.directory()));
      // On one thread: a second team of workers in the process makes the learner's own wait worse.
      double norm = Torch.withThreads(1, () -> base.parameters().globalNorm());
      RuleBook book = new RuleBook(base, norm, settings, ground);
      return new FoldContext(base, norm, settings, ground, book, listener);
    }
  }

  /** Of the files that make tokens of a text. */
  private static String tokenizerDigest(Path directory) {
    MessageDigest digest = Digests.newSha256();
    try {
      for (String file : new String[] {"tokenizer.json", "tokenizer_config.json"}) {
        if (Files.exists(directory.resolve(file))) {
          digest.update(Files.readAllBytes(directory.resolve(file)));
        }
      }
    } catch (IOException e) {
      throw new FreshetException(
          ExitCode.ARTEFACT,
          "the tokenizer cannot be read: " + e.getMessage(),
          directory.toString(),
          "fetch the model again",
          e);
    }
    return Digests.hex(digest.digest());
  }

  /** The rules of a lane whose log says this. */
  FoldRules rules(Ground logged) {
    return book.of(logged);
  }

  /**
   * Refuses a lane that began with another base model, or whose texts were cut into other tokens:
   * its records cannot be folded here.
   */
  void requireModel(String lane, String baseModel, String tokenizerDigest) {
    if (!baseModel.equals(ground.baseModel()) || !tokenizerDigest.equals(ground.tokenizer())) {
      throw new FreshetException(
          ExitCode.CONFIGURATION,
          "lane "
              + lane
              + " is folded over "
              + (baseModel.equals(ground.baseModel()) ? "another tokenizer" : "another base model")
              + " than the one in "
              + base.directory(),
          "model.directory",
          "name the model that the lane began with, or begin anew: another state folder, and"
              + " another `topics.prefix` on your own broker");
    }
  }

  Tokenizer tokenizer() {
    return base.tokenizer();
  }

  ComputeDevice device() {
    return base.device();
  }

  int reportedWeights() {
    return running.adapter().reportedWeights();
  }

  /** The same, heard by someone else. */
  FoldContext heardBy(FoldListener other) {
    return new FoldContext(base, baseNorm, running, ground, book, other);
  }

  /** Frees the weightings; the base is its owner's. */
  @Override
  public void close() {
    book.close();
  }
}
