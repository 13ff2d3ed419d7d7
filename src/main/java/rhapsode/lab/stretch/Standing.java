package rhapsode.lab.stretch;

import rhapsode.lab.perplexity.Estimate;
import rhapsode.lab.perplexity.PairedDifference;

/**
 * What a method came to at a length.
 *
 * @param method its spelling
 * @param length tokens read
 * @param beyond whether the model was trained for fewer
 * @param estimate of its losses
 * @param againstForgetting its losses less those of keeping only as many of the last tokens as the
 *     model was trained for; null within them
 * @param againstNone its losses less those without a method; null for that itself
 * @param share its gain over forgetting as a share of what a context so much longer would gain if
 *     the curve within the trained length went on; NaN where that is not known
 * @param keyTokens of its losses on {@link KeyTokens}; null where there are less than two
 * @param promptRate tokens a second of the whole window; median of the blocks
 * @param stepRate tokens a second one by one at its end; median of the blocks
 */
public record Standing(
    String method,
    int length,
    boolean beyond,
    Estimate estimate,
    PairedDifference againstForgetting,
    PairedDifference againstNone,
    double share,
    Estimate keyTokens,
    double promptRate,
    double stepRate) {}
