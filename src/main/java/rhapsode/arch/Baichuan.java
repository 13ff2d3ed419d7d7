package rhapsode.arch;

import rhapsode.bindings.Pairing;
import rhapsode.context.distance.Alibi;
import rhapsode.context.rotation.Rotation;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * Baichuan 1 and 2 (Yang et al. 2023, arXiv 2309.10305, sec. 2.3): Llama's layer, with rotary
 * positions in the 7B models and ALiBi in the 13B models, which have 40 layers; files do not say
 * it.
 */
final class Baichuan {
  private static final int LAYERS_OF_13B = 40;

  private Baichuan() {}

  /** Reads a model. */
  static Architecture read(Hyper hyper, Weights weights) {
    Decoder decoder = Llama.decoder(hyper, weights, Pairing.ADJACENT);
    double usual = hyper.layers() == LAYERS_OF_13B ? 8 : 0;
    float most = hyper.number("attention.max_alibi_bias", usual);
    return most > 0
        ? decoder.rotating(Rotation.NONE).charging(new Alibi(hyper.heads(), most))
        : decoder;
  }
}
