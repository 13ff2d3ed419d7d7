package rhapsode.context.rotation;

import java.util.List;
import rhapsode.context.Arguments;
import rhapsode.context.Method;
import rhapsode.context.Parameter;
import rhapsode.model.Rope;

/**
 * Dynamic NTK as Hugging Face has it: with T tokens, T beyond the original L, the NTK factor is f T
 * / L - (f - 1).
 */
final class DynamicNtk {
  static final Method<Stretching> METHOD =
      new Method<>(
          "dynamic-ntk",
          List.of(
              new Parameter("factor", "1", "how much faster than the text the factor grows"),
              Stretching.ORIGINAL,
              Growing.KEYS),
          "ntk by a factor that grows with the text; within the original context nothing",
          "emozilla 2023; Peng et al. 2023, arXiv 2309.00071, sec. 3.3",
          Growing.COST,
          false,
          DynamicNtk::of);

  private DynamicNtk() {}

  private static Rotation of(Rope rope, Arguments given) {
    double factor = given.number("factor", 1, 1e6);
    double original = given.count("original", 1);
    Rope scaled = rope.scaled("dynamic-ntk", (float) factor, (int) original);
    return Growing.of(
        scaled,
        "dynamic-ntk",
        given,
        length ->
            new Fixed(
                scaled,
                "dynamic-ntk",
                Ntk.frequencies(rope, factor * length / original - (factor - 1)),
                1));
  }
}
