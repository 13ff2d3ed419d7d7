package rhapsode.arch;

import rhapsode.bindings.Pairing;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * InternLM2 (Cai et al. 2024, arXiv 2403.17297): Llama's layer; the joint matrix of queries, keys
 * and values that it was trained with is in three parts in the file.
 */
final class InternLm2 {
  private InternLm2() {}

  /** Reads a model. */
  static Architecture read(Hyper hyper, Weights weights) {
    return Llama.decoder(hyper, weights, Pairing.ADJACENT);
  }
}
