package rhapsode.context.rotation;

import java.util.List;
import rhapsode.context.Arguments;
import rhapsode.context.Method;
import rhapsode.context.Parameter;
import rhapsode.model.Rope;

/**
 * LongRoPE (Ding et al. 2024, arXiv 2402.13753): a divisor for each pair found by search, one list
 * for sequences within the original context and one for longer ones. Which list holds is decided by
 * the actual length of the sequence, as in Hugging Face's implementation.
 */
record LongRope(Rope rope, double[] shortValues, double[] longValues, double attention)
    implements Rotation {
  static final Method<Stretching> METHOD =
      new Method<>(
          "longrope",
          List.of(
              new Parameter(
                  "long", "", "a divisor for each pair beyond the original context: a/b/.."),
              new Parameter("short", "", "the same within it (default: 1 for all)"),
              Stretching.FACTOR,
              Stretching.ORIGINAL,
              new Parameter(
                  "attention", "", "factor of cosines and sines (default: sqrt(1 + ln s / ln L))")),
          "a divisor for each pair, other ones beyond the original context",
          "Ding et al. 2024, arXiv 2402.13753",
          "the text again where it outgrows the original context",
          false,
          LongRope::of);

  private static Rotation of(Rope rope, Arguments given) {
    given.require(given.has("long"), "needs long=, a divisor for each pair, a/b/c");
    double factor = given.positive("factor");
    int original = given.count("original", 2);
    double[] plain = Spectrum.of(rope.dimensions(), rope.base());
    double attention =
        given.has("attention")
            ? given.positive("attention")
            : factor > 1 ? Math.sqrt(1 + Math.log(factor) / Math.log(original)) : 1;
    return new LongRope(
        rope.scaled("longrope", (float) factor, original),
        given.has("short") ? divided(plain, given, "short") : plain,
        divided(plain, given, "long"),
        attention);
  }

  private static double[] divided(double[] plain, Arguments given, String name) {
    double[] divisors = given.numbers(name);
    given.require(
        divisors.length == plain.length,
        "has %d divisors in %s, and a head has %d pairs"
            .formatted(divisors.length, name, plain.length));
    double[] values = new double[plain.length];
    for (int i = 0; i < values.length; i++) {
      given.require(divisors[i] > 0, "has a divisor in %s that is not above 0".formatted(name));
      values[i] = plain[i] / divisors[i];
    }
    return values;
  }

  @Override
  public String scaling() {
    return "longrope";
  }

  @Override
  public double[] frequencies(int length) {
    return regime(length) == 0 ? shortValues : longValues;
  }

  @Override
  public double magnitude(int length) {
    return attention;
  }

  @Override
  public int regime(int length) {
    return length > border() ? 1 : 0;
  }

  @Override
  public int border() {
    return rope.originalContext();
  }
}
