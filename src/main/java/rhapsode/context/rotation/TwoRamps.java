package rhapsode.context.rotation;

import java.util.List;
import rhapsode.context.Arguments;
import rhapsode.context.Method;
import rhapsode.model.Rope;

/**
 * NTK-by-parts as it was first released, before YaRN: by index, linear interpolation goes over into
 * NTK scaling around one turn within the original context, and that into plain frequencies between
 * 2 and 16 turns.
 */
final class TwoRamps {
  static final Method<Stretching> METHOD =
      new Method<>(
          "ntk-two-ramps",
          List.of(Stretching.FACTOR, Stretching.ORIGINAL),
          "ntk-by-parts as first released: linear, then ntk, then plain",
          "bloc97 2023, github.com/jquesnelle/yarn",
          "nothing",
          false,
          TwoRamps::of);

  private TwoRamps() {}

  private static Rotation of(Rope rope, Arguments given) {
    double factor = given.positive("factor");
    int original = given.count("original", 1);
    double[] plain = Spectrum.of(rope.dimensions(), rope.base());
    double[] ntk = Ntk.frequencies(rope, factor);
    double[] toNtk = new Yarn.Mix(factor, original, 1.25, 0.75, 1).kept(rope, plain.length);
    double[] toPlain = new Yarn.Mix(factor, original, 16, 2, 1).kept(rope, plain.length);
    double[] values = new double[plain.length];
    for (int i = 0; i < values.length; i++) {
      double slow = plain[i] / factor * (1 - toNtk[i]) + ntk[i] * toNtk[i];
      values[i] = slow * (1 - toPlain[i]) + plain[i] * toPlain[i];
    }
    return new Fixed(
        rope.scaled("ntk-two-ramps", (float) factor, original), "ntk-two-ramps", values, 1);
  }
}
