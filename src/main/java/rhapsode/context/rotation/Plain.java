package rhapsode.context.rotation;

import java.util.List;
import rhapsode.context.Arguments;
import rhapsode.context.Method;
import rhapsode.model.Rope;

/**
 * Su et al. 2021 (arXiv 2104.09864) without any scaling, whatever the file asks for; or nothing.
 */
final class Plain {
  static final Method<Stretching> METHOD =
      new Method<>(
          "none",
          List.of(),
          "the file's base without any scaling",
          "Su et al. 2021, arXiv 2104.09864",
          "nothing",
          false,
          Plain::of);

  static final Method<Stretching> UNTURNED =
      new Method<>(
          "nope",
          List.of(),
          "no rotation at all: order is known through causality alone",
          "Kazemnejad et al. 2023, arXiv 2305.19466",
          "nothing",
          true,
          (_, _) -> Rotation.NONE);

  private Plain() {}

  private static Rotation of(Rope rope, Arguments given) {
    Rope plain = rope.unscaled();
    return new Fixed(plain, "none", Spectrum.of(rope.dimensions(), rope.base()), 1);
  }
}
