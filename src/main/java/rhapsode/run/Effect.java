package rhapsode.run;

import java.util.Arrays;
import java.util.stream.IntStream;
import rhapsode.arch.Architecture;
import rhapsode.context.distance.Reckoning;
import rhapsode.context.rotation.Rotation;
import rhapsode.context.sight.Sight;

/** Whether two ways to stretch a model are one, as far as the last query of a context goes. */
final class Effect {
  private Effect() {}

  /** Whether a layer turns and sees the same either way. */
  static boolean isNone(Architecture a, Architecture b, int layer, int context) {
    return sameAngles(a.rotation(layer), b.rotation(layer), context)
        && sameSight(a.sight(layer), b.sight(layer), context - 1)
        && sameDistances(a.reckoning(layer), b.reckoning(layer), context);
  }

  private static boolean sameAngles(Rotation a, Rotation b, int context) {
    if (a.equals(b)) {
      return true;
    }
    int last = context - 1;
    return Arrays.equals(a.frequencies(context), b.frequencies(context))
        && a.magnitude(context) == b.magnitude(context)
        && IntStream.range(0, a.frequencies(context).length)
            .allMatch(
                pair ->
                    a.queryFactor(pair, last) == b.queryFactor(pair, last)
                        && a.keyFactor(pair, last) == b.keyFactor(pair, last));
  }

  private static boolean sameSight(Sight a, Sight b, int last) {
    return a.spans(last).equals(b.spans(last)) && a.seesPromptAhead() == b.seesPromptAhead();
  }

  /** Of the last query to the first key, and what both grow by. */
  private static boolean sameDistances(Reckoning a, Reckoning b, int context) {
    int last = context - 1;
    return a.equals(b)
        || (farthest(a, last) == farthest(b, last)
            && a.magnitude(context) == b.magnitude(context)
            && a.queryFactor(last) == b.queryFactor(last));
  }

  private static double farthest(Reckoning reckoning, int position) {
    int stretch = 0;
    for (int border : reckoning.borders(position)) {
      stretch += border <= 0 ? 1 : 0;
    }
    return reckoning.queryPosition(reckoning.queryForm(stretch), position)
        - reckoning.keyPosition(reckoning.keyForm(stretch), 0);
  }
}
