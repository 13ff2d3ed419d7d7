package rhapsode.arch;

import rhapsode.bindings.Pairing;
import rhapsode.context.rotation.Rotation;
import rhapsode.context.rotation.Rotations;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * SmolLM3 (Bakouch et al. 2025): Llama's layer, but in every fourth one nothing turns (Yang et al.
 * 2025, arXiv 2501.18795).
 */
final class SmolLm3 {
  /** Of every so many layers the last one does not turn. */
  private static final int PERIOD = 4;

  private SmolLm3() {}

  /** Reads a model. */
  static Architecture read(Hyper hyper, Weights weights) {
    Rotation turning = Rotations.read(hyper.rope(), weights);
    return Llama.decoder(hyper, weights, Pairing.ADJACENT)
        .rotating(i -> i % PERIOD == PERIOD - 1 ? Rotation.NONE : turning);
  }
}
