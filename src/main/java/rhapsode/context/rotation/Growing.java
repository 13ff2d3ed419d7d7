package rhapsode.context.rotation;

import java.util.List;
import java.util.function.IntFunction;
import rhapsode.context.Arguments;
import rhapsode.context.Parameter;
import rhapsode.model.Rope;

/**
 * Frequencies that change with every token beyond the original context.
 *
 * <p>Keys in a cache were turned by the frequencies of their time. Here all is computed anew with
 * each token, so that token by token is the same as at once; or, {@code stale}, they stay as they
 * are, as in Hugging Face's cache.
 *
 * @param original tokens up to which nothing changes
 * @param stale whether keys stay as they were turned
 * @param at the rotation of a length, at least {@code original}
 */
record Growing(Rope rope, String scaling, int original, boolean stale, IntFunction<Fixed> at)
    implements Rotation {
  static final Parameter KEYS =
      new Parameter(
          "keys", "recomputed", "recomputed with every token, exact; or stale, as transformers");

  static final String COST =
      "the whole text again for each token beyond the original context, with stale keys nothing";

  static final List<Parameter> ORIGINAL_AND_KEYS = List.of(Stretching.ORIGINAL, KEYS);

  static Growing of(Rope rope, String scaling, Arguments given, IntFunction<Fixed> at) {
    int original = given.count("original", 1);
    boolean stale = given.choice("keys", "recomputed", "stale").equals("stale");
    return new Growing(rope, scaling, original, stale, at);
  }

  private Fixed now(int length) {
    return at.apply(Math.max(length, original));
  }

  @Override
  public double[] frequencies(int length) {
    return now(length).values();
  }

  @Override
  public double magnitude(int length) {
    return now(length).magnitude();
  }

  @Override
  public int regime(int length) {
    return stale ? 0 : Math.max(length, original);
  }
}
