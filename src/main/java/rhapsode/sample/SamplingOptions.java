package rhapsode.sample;

import rhapsode.RhapsodeException;

/**
 * How the next token is chosen.
 *
 * @param temperature 0 takes the likeliest token always
 * @param topK candidates kept, 0 for all
 * @param topP probability mass kept, 1 for all
 * @param minP least probability in relation to the likeliest, 0 for any
 * @param repeatPenalty 1 for none
 * @param repeatLastN tokens that the penalty looks back on
 * @param seed of the random draws
 */
public record SamplingOptions(
    float temperature,
    int topK,
    float topP,
    float minP,
    float repeatPenalty,
    int repeatLastN,
    long seed) {

  /** Checks each figure. */
  public SamplingOptions {
    require(temperature >= 0 && Float.isFinite(temperature), "--temp", temperature, "0 or more");
    require(topK >= 0, "--top-k", topK, "0 or more");
    require(topP > 0 && topP <= 1, "--top-p", topP, "above 0, up to 1");
    require(minP >= 0 && minP <= 1, "--min-p", minP, "between 0 and 1");
    require(
        repeatPenalty > 0 && Float.isFinite(repeatPenalty),
        "--repeat-penalty",
        repeatPenalty,
        "above 0");
    require(repeatLastN >= 0, "--repeat-last-n", repeatLastN, "0 or more");
  }

  private static void require(boolean holds, String option, Object value, String wanted) {
    if (!holds) {
      throw new RhapsodeException("%s is %s; it must be %s".formatted(option, value, wanted));
    }
  }
}
