package dev.freshet.signal.shift;

import dev.freshet.signal.archive.Archive;
import dev.freshet.signal.archive.Archived;

/**
 * Whether one channel still behaves as it did: two Shiryaev-Roberts processes over conformal
 * p-values of blocks, one of their mean value that lies apart, one of their mean absolute residual
 * that is too large: that a series becomes easier to forecast is no news.
 *
 * <pre>
 * e_b = 1 / (2 sqrt(p_b)),   R_b = e_b (1 + R_{b-1})
 * </pre>
 *
 * <p>Where blocks are exchangeable E e_b is at most 1, so that an alarm at R >= A comes no sooner
 * than after A blocks in the mean (Vovk et al. 2021). Blocks of {@value #BLOCK} values take most of
 * the dependence between neighbours out; a wave much longer than a block stays, and makes alarms
 * more frequent until the 256 blocks that are remembered hold several of its periods.
 *
 * <p>Not safe for use by several threads.
 */
public final class ShiftMonitor implements Archived {
  /** Values in a block. */
  public static final int BLOCK = 8;

  private final Ranks levels = new Ranks();
  private final Ranks residuals = new Ranks();
  private double levelEvidence;
  private double residualEvidence;
  private double levelSum;
  private double residualSum;
  private int inBlock;

  /**
   * Takes in the next value.
   *
   * @param residual its distance from what was expected; NaN where nothing was
   */
  public void add(double value, double residual) {
    levelSum += value;
    residualSum += Double.isNaN(residual) ? 0 : Math.abs(residual);
    if (++inBlock == BLOCK) {
      levelEvidence = followed(levelEvidence, levels.apart(levelSum / BLOCK));
      residualEvidence = followed(residualEvidence, residuals.above(residualSum / BLOCK));
      beginBlock();
    }
  }

  private static double followed(double evidence, double pValue) {
    return (1 + evidence) / (2 * Math.sqrt(pValue));
  }

  private void beginBlock() {
    levelSum = 0;
    residualSum = 0;
    inBlock = 0;
  }

  /**
   * The evidence for a shift, R halved because there are two: at A or above no sooner than after A
   * blocks in the mean, where nothing shifts.
   */
  public double evidence() {
    return Math.max(levelEvidence, residualEvidence) / 2;
  }

  /** Begins again: what is usual from now on is what comes from now on. */
  public void restart() {
    levels.clear();
    residuals.clear();
    levelEvidence = 0;
    residualEvidence = 0;
    beginBlock();
  }

  @Override
  public void keep(Archive archive) {
    levels.keep(archive);
    residuals.keep(archive);
    levelEvidence = archive.of(levelEvidence);
    residualEvidence = archive.of(residualEvidence);
    levelSum = archive.of(levelSum);
    residualSum = archive.of(residualSum);
    inBlock = archive.of(inBlock);
  }
}
