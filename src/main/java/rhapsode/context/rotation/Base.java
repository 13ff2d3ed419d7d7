package rhapsode.context.rotation;

import java.util.List;
import rhapsode.context.Arguments;
import rhapsode.context.Method;
import rhapsode.context.Parameter;
import rhapsode.model.Rope;

/** Another base, "adjusted base frequency": Xiong et al. 2023 (arXiv 2309.16039, sec. 2.1). */
final class Base {
  static final Method<Stretching> METHOD =
      new Method<>(
          "base",
          List.of(new Parameter("value", "500000", "of the frequencies, b in b^(-2i/d)")),
          "another base, and no scaling",
          "Xiong et al. 2023, arXiv 2309.16039",
          "nothing",
          false,
          Base::of);

  private Base() {}

  private static Rotation of(Rope rope, Arguments given) {
    double base = given.positive("value");
    given.require(base > 1, "has a base of 1 or less");
    Rope changed = rope.unscaled().withBase((float) base);
    return new Fixed(changed, "base", Spectrum.of(rope.dimensions(), base), 1);
  }
}
