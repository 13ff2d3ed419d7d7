package rhapsode.arch;

import java.util.List;
import java.util.stream.IntStream;
import rhapsode.bindings.Activation;
import rhapsode.bindings.ExpertLinear;
import rhapsode.bindings.Linear;
import rhapsode.bindings.RecurrentOps.Keyed;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.block.Embedding;
import rhapsode.block.GroupNorm;
import rhapsode.block.Layer;
import rhapsode.block.MatrixState;
import rhapsode.block.MemoryShape;
import rhapsode.block.Norm;
import rhapsode.block.Output;
import rhapsode.block.Step;
import rhapsode.block.TokenShift;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * RWKV-6 (Peng et al. 2024, arXiv 2404.05892): no attention, but a matrix of state for each head,
 * whose decay and the mixing of each token with the one before depend on the token.
 */
final class Rwkv6 {
  /** Of the heads' norm, as trained: 1e-5 for a result divided by 8. */
  static final float HEAD_EPSILON = 64e-5f;

  private Rwkv6() {}

  /** Reads a model. */
  static Architecture read(Hyper hyper, Weights weights) {
    // So that half precision holds them, hidden states are halved every few layers; what later
    // layers add to them was divided when the file was made.
    int halving = (int) hyper.number("rescale_every_n_layers", 0);
    return new Decoder(
        Embedding.read(weights, hyper).normalized(Norm.layer(weights, "token_embd_norm", hyper)),
        IntStream.range(0, hyper.layers())
            .mapToObj(
                i -> Block.read(weights.layer(i), hyper, halving > 0 && (i + 1) % halving == 0))
            .toList(),
        Output.read(weights, hyper, Norm.layer(weights, "output_norm", hyper)));
  }

  /** One layer. */
  private record Block(
      Norm timeNorm, TimeMix timeMix, Norm channelNorm, ChannelMix channelMix, boolean halves)
      implements Layer {
    static Block read(Weights weights, Hyper hyper, boolean halves) {
      return new Block(
          Norm.layer(weights, "attn_norm", hyper),
          TimeMix.read(weights, hyper),
          Norm.layer(weights, "attn_norm_2", hyper),
          ChannelMix.read(weights, hyper),
          halves);
    }

    @Override
    public List<MemoryShape> memories() {
      return List.of(timeMix.shift.memory(), timeMix.state.memory(), channelMix.shift.memory());
    }

    @Override
    public void apply(Tape tape, Step step, int index, Tensor x) {
      timeMix.add(tape, timeNorm.apply(tape, x), step.memory(index, 0), step.memory(index, 1), x);
      channelMix.add(tape, channelNorm.apply(tape, x), step.memory(index, 2), x);
      if (halves) {
        tape.scale(x, 0.5f);
      }
    }
  }

  /**
   * Time mixing: section 4.1, eq. 11 to 20.
   *
   * @param mix how far back a token looks before it says how far back it looks
   * @param mixDown from that to a low rank for each of decay, key, value, receptance and gate
   * @param mixUp from those to what they add to {@code mixes}
   * @param mixes how far back each of the five looks, (1, 5 * width)
   */
  private record TimeMix(
      TokenShift shift,
      Tensor mix,
      Linear mixDown,
      ExpertLinear mixUp,
      Tensor mixes,
      Tensor decay,
      Linear decayDown,
      Linear decayUp,
      Linear key,
      Linear value,
      Linear receptance,
      Linear gate,
      MatrixState state,
      GroupNorm norm,
      Linear out) {
    private static final int MIXES = 5;

    static TimeMix read(Weights weights, Hyper hyper) {
      int width = hyper.width();
      int mixRank = hyper.figure("time_mix_extra_dim");
      int decayRank = hyper.figure("time_decay_extra_dim");
      MatrixState state = MatrixState.read(weights, "time_mix_first", hyper, true);
      return new TimeMix(
          TokenShift.of(weights, width),
          weights.vector("time_mix_lerp_x.weight", width),
          weights.linear("time_mix_w1", width, MIXES * mixRank),
          weights.experts("time_mix_w2", mixRank, width, MIXES),
          weights.vector("time_mix_lerp_fused.weight", MIXES * width),
          weights.vector("time_mix_decay.weight", width),
          weights.linear("time_mix_decay_w1", width, decayRank),
          weights.linear("time_mix_decay_w2", decayRank, width),
          weights.linear("time_mix_key", width, width),
          weights.linear("time_mix_value", width, width),
          weights.linear("time_mix_receptance", width, width),
          weights.linear("time_mix_gate", width, width),
          state,
          GroupNorm.read(weights, "time_mix_ln", width, state.headSize(), HEAD_EPSILON),
          weights.linear("time_mix_output", width, width));
    }

    /** sum += what becomes of x (n, width). */
    void add(Tape tape, Tensor x, Tensor lastToken, Tensor states, Tensor sum) {
      int width = x.cols();
      Tensor back = shift.apply(tape, x, lastToken);
      Tensor far = farBack(tape, x, back);
      Tensor[] mixed = new Tensor[MIXES];
      for (int i = 0; i < MIXES; i++) {
        mixed[i] = TokenShift.mixed(tape, x, back, far.columns(i * width, width));
      }
      Tensor w = logDecay(tape, mixed[0]);
      Tensor k = tape.linear(key, mixed[1]);
      Tensor v = tape.linear(value, mixed[2]);
      Tensor r = tape.linear(receptance, mixed[3]);
      Tensor g = tape.linear(gate, mixed[4]);
      MatrixState.Read read = state.apply(tape, new Keyed(r, w, k, v, null, null), states);
      tape.add(read.y(), read.own());
      norm.applyInPlace(tape, read.y());
      tape.addLinear(out, tape.gate(Activation.SILU, g, read.y()), sum);
    }

    /** How far back each of the five looks, (n, 5 * width): eq. 14 and 15. */
    private Tensor farBack(Tape tape, Tensor x, Tensor back) {
      Tensor low = tape.linear(mixDown, TokenShift.mixed(tape, x, back, mix));
      tape.softcap(low, 1);
      Tensor far = tape.floats(x.rows(), mixes.cols());
      tape.experts().linearInTurn(mixUp, low.split(low.cols() / MIXES), far.split(x.cols()));
      tape.add(far, mixes.repeated(x.rows()));
      return far;
    }

    /** -e^d of the decay's d: eq. 16 and 17. */
    private Tensor logDecay(Tape tape, Tensor x) {
      Tensor low = tape.linear(decayDown, x);
      tape.softcap(low, 1);
      Tensor w = tape.linear(decayUp, low);
      tape.add(w, decay.repeated(w.rows()));
      tape.exp(w);
      tape.scale(w, -1);
      return w;
    }
  }

  /** Channel mixing: section 4.2. */
  private record ChannelMix(
      TokenShift shift,
      Tensor keyMix,
      Tensor receptanceMix,
      Linear key,
      Linear value,
      Linear receptance) {
    static ChannelMix read(Weights weights, Hyper hyper) {
      int width = hyper.width();
      int inner = hyper.feedForward();
      return new ChannelMix(
          TokenShift.of(weights, width),
          weights.vector("channel_mix_lerp_k.weight", width),
          weights.vector("channel_mix_lerp_r.weight", width),
          weights.linear("channel_mix_key", width, inner),
          weights.linear("channel_mix_value", inner, width),
          weights.linear("channel_mix_receptance", width, width));
    }

    /** sum += what becomes of x (n, width). */
    void add(Tape tape, Tensor x, Tensor lastToken, Tensor sum) {
      Tensor back = shift.apply(tape, x, lastToken);
      Tensor k = tape.linear(key, TokenShift.mixed(tape, x, back, keyMix));
      tape.gate(Activation.RELU_SQUARED, k, null);
      Tensor r = tape.linear(receptance, TokenShift.mixed(tape, x, back, receptanceMix));
      tape.add(sum, tape.gate(Activation.SIGMOID, r, tape.linear(value, k)));
    }
  }
}
