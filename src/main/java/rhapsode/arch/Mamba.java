package rhapsode.arch;

import java.util.List;
import java.util.function.BiFunction;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.block.Embedding;
import rhapsode.block.Layer;
import rhapsode.block.Mamba2Mixer;
import rhapsode.block.MambaMixer;
import rhapsode.block.MemoryShape;
import rhapsode.block.Norm;
import rhapsode.block.Output;
import rhapsode.block.Step;
import rhapsode.block.TokenMixer;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * Mamba (Gu and Dao 2023, arXiv 2312.00752), with Falcon Mamba (arXiv 2410.05355), and Mamba 2 (Dao
 * and Gu 2024, arXiv 2405.21060): each layer is a norm and a mixer, without attention or
 * feed-forward.
 */
final class Mamba {
  private Mamba() {}

  /** One layer. */
  private record MixerLayer(Norm norm, TokenMixer mixer) implements Layer {
    @Override
    public void apply(Tape tape, Step step, int index, Tensor x) {
      mixer.add(tape, step, index, norm.apply(tape, x), x);
    }

    @Override
    public List<MemoryShape> memories() {
      return mixer.memories();
    }
  }

  /** Mamba and Falcon Mamba. */
  static Architecture mamba(Hyper hyper, Weights weights) {
    return read(hyper, weights, MambaMixer::read);
  }

  /** Mamba 2. */
  static Architecture mamba2(Hyper hyper, Weights weights) {
    return read(hyper, weights, Mamba2Mixer::read);
  }

  private static Architecture read(
      Hyper hyper, Weights weights, BiFunction<Weights, Hyper, TokenMixer> mixer) {
    return new Decoder(
        Embedding.read(weights, hyper),
        weights.layers(
            hyper.layers(),
            layer ->
                new MixerLayer(Norm.rms(layer, "attn_norm", hyper), mixer.apply(layer, hyper))),
        Output.read(weights, hyper, Norm.rms(weights, "output_norm", hyper)));
  }
}
