package rhapsode.context.rotation;

import java.util.List;
import rhapsode.context.Arguments;
import rhapsode.context.Method;
import rhapsode.context.Parameter;
import rhapsode.model.Rope;

/**
 * NTK-by-parts (Peng et al. 2023, arXiv 2309.00071, def. 2): YaRN's frequencies without its
 * temperature. All published code blends linearly by the pair's index; the paper's formula by how
 * often the pair turns.
 */
final class ByParts {
  static final Method<Stretching> METHOD =
      new Method<>(
          "ntk-by-parts",
          List.of(
              Stretching.FACTOR,
              Stretching.ORIGINAL,
              Yarn.BETA_FAST,
              Yarn.BETA_SLOW,
              new Parameter(
                  "ramp", "index", "blend by the pair's index, as code does, or by turns")),
          "interpolates slow pairs and leaves fast ones",
          "Peng et al. 2023, arXiv 2309.00071, def. 2",
          "nothing",
          false,
          ByParts::of);

  private ByParts() {}

  private static Rotation of(Rope rope, Arguments given) {
    Yarn.Mix mix = Yarn.Mix.given(given);
    double[] values =
        given.choice("ramp", "index", "turns").equals("index")
            ? mix.frequencies(rope)
            : byTurns(mix, Spectrum.of(rope.dimensions(), rope.base()));
    Rope scaled = rope.scaled("ntk-by-parts", (float) mix.factor(), (int) mix.original());
    return new Fixed(scaled, "ntk-by-parts", values, 1);
  }

  private static double[] byTurns(Yarn.Mix mix, double[] plain) {
    double[] mixed = new double[plain.length];
    for (int i = 0; i < mixed.length; i++) {
      double turns = mix.original() * plain[i] / (2 * Math.PI);
      double kept = Math.clamp((turns - mix.betaSlow()) / (mix.betaFast() - mix.betaSlow()), 0, 1);
      mixed[i] = ((1 - kept) / mix.factor() + kept) * plain[i];
    }
    return mixed;
  }
}
