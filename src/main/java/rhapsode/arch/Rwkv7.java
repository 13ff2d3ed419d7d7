package rhapsode.arch;

import java.util.List;
import rhapsode.bindings.Activation;
import rhapsode.bindings.Linear;
import rhapsode.bindings.RecurrentOps.Keyed;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.block.Embedding;
import rhapsode.block.GroupNorm;
import rhapsode.block.MatrixState;
import rhapsode.block.MemoryShape;
import rhapsode.block.Norm;
import rhapsode.block.Output;
import rhapsode.block.Step;
import rhapsode.block.TokenShift;
import rhapsode.context.distance.Distance;
import rhapsode.context.rotation.Rotation;
import rhapsode.context.sight.Sight;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * RWKV-7 (Peng et al. 2025, arXiv 2503.14456): the state of each head is changed by a generalized
 * delta rule, and all layers mix the values of the first into theirs.
 */
record Rwkv7(Embedding embedding, List<Rwkv7.Block> blocks, Output output) implements Architecture {
  /** Reads a model. */
  static Architecture read(Hyper hyper, Weights weights) {
    return new Rwkv7(
        Embedding.read(weights, hyper).normalized(Norm.layer(weights, "token_embd_norm", hyper)),
        weights.layers(hyper.layers(), layer -> Block.read(layer, hyper)),
        Output.read(weights, hyper, Norm.layer(weights, "output_norm", hyper)));
  }

  @Override
  public Tensor forward(Tape tape, Step step) {
    Tensor x = embedding.apply(tape, step);
    Tensor firstValues = tape.floats(x.rows(), x.cols());
    for (int i = 0; i < blocks.size(); i++) {
      try (Tape.Scope _ = tape.layer(i)) {
        blocks.get(i).apply(tape, step, i, x, firstValues);
      }
    }
    return output.apply(tape, step, x);
  }

  @Override
  public List<MemoryShape> memories(int layer) {
    return blocks.get(layer).memories();
  }

  @Override
  public Rotation rotation(int layer) {
    return Rotation.NONE;
  }

  @Override
  public Sight sight(int layer) {
    return Sight.CAUSAL;
  }

  @Override
  public Distance distance(int layer) {
    return Distance.FREE;
  }

  @Override
  public int longest() {
    return embedding.longest();
  }

  @Override
  public int layers() {
    return blocks.size();
  }

  @Override
  public int vocabularySize() {
    return embedding.vocabularySize();
  }

  /** One layer. */
  record Block(Norm timeNorm, TimeMix timeMix, Norm channelNorm, ChannelMix channelMix) {
    static Block read(Weights weights, Hyper hyper) {
      return new Block(
          Norm.layer(weights, "attn_norm", hyper),
          TimeMix.read(weights, hyper),
          Norm.layer(weights, "attn_norm_2", hyper),
          ChannelMix.read(weights, hyper));
    }

    List<MemoryShape> memories() {
      return List.of(timeMix.shift.memory(), timeMix.state.memory(), channelMix.shift.memory());
    }

    /** Takes x (n, width) and leaves its result there; the first layer fills firstValues. */
    void apply(Tape tape, Step step, int index, Tensor x, Tensor firstValues) {
      timeMix.add(tape, step, index, timeNorm.apply(tape, x), firstValues, x);
      channelMix.add(tape, channelNorm.apply(tape, x), step.memory(index, 2), x);
    }
  }

  /** Two matrices of low rank with a bias after them. */
  private record LowRank(Linear down, Linear up, Tensor bias) {
    static LowRank read(Weights weights, String name, int width, int rank) {
      return new LowRank(
          weights.linear(name + "1", width, rank),
          weights.linear(name + "2", rank, width),
          weights.vector(name + "0.weight", width));
    }

    Tensor low(Tape tape, Tensor x) {
      return tape.linear(down, x);
    }

    Tensor sigmoid(Tape tape, Tensor low) {
      Tensor y = tape.linear(up, low);
      tape.add(y, bias.repeated(y.rows()));
      return tape.gate(Activation.SIGMOID, y, null);
    }
  }

  /**
   * Time mixing: section 4.1, eq. 3 to 21.
   *
   * @param mixes how far back the receptance, decay, key, value, rate and gate look, (6, width)
   * @param rate how much of what a key had is replaced: the in-context learning rate
   * @param first how much of the first layer's values comes into these
   * @param removedKey what makes of a key the one that is removed, (1, width)
   * @param rateKey how much the rate changes the key that is added, (1, width)
   */
  private record TimeMix(
      TokenShift shift,
      Tensor mixes,
      LowRank decay,
      LowRank rate,
      LowRank first,
      Linear gateDown,
      Linear gateUp,
      Linear receptance,
      Linear key,
      Linear value,
      Tensor removedKey,
      Tensor rateKey,
      MatrixState state,
      GroupNorm norm,
      Linear out) {
    private static final int RECEPTANCE = 0;
    private static final int DECAY = 1;
    private static final int KEY = 2;
    private static final int VALUE = 3;
    private static final int RATE = 4;
    private static final int GATE = 5;
    private static final int MIXES = 6;

    static TimeMix read(Weights weights, Hyper hyper) {
      int width = hyper.width();
      MatrixState state = MatrixState.read(weights, "time_mix_r_k", hyper, false);
      int firstRank = hyper.figure("attention.value_residual_mix_lora_rank");
      int gateRank = hyper.figure("attention.gate_lora_rank");
      return new TimeMix(
          TokenShift.of(weights, width),
          weights.vector("time_mix_lerp_fused.weight", MIXES * width).split(width),
          LowRank.read(weights, "time_mix_w", width, hyper.figure("attention.decay_lora_rank")),
          LowRank.read(weights, "time_mix_a", width, hyper.figure("attention.iclr_lora_rank")),
          LowRank.read(weights, "time_mix_v", width, firstRank),
          weights.linear("time_mix_g1", width, gateRank),
          weights.linear("time_mix_g2", gateRank, width),
          weights.linear("time_mix_receptance", width, width),
          weights.linear("time_mix_key", width, width),
          weights.linear("time_mix_value", width, width),
          weights.vector("time_mix_k_k.weight", width),
          weights.vector("time_mix_k_a.weight", width),
          state,
          GroupNorm.read(weights, "time_mix_ln", width, state.headSize(), Rwkv6.HEAD_EPSILON),
          weights.linear("time_mix_output", width, width));
    }

    /** What part {@code index} sees of x (n, width) and of how far the token before is from it. */
    private Tensor seen(Tape tape, Tensor x, Tensor back, int index) {
      return TokenShift.mixed(tape, x, back, mixes.rows(index, 1));
    }

    /** The values, which in the first layer become {@code firstValues} and elsewhere go to them. */
    private Tensor values(Tape tape, Tensor x, Tensor back, boolean isFirst, Tensor firstValues) {
      Tensor seen = seen(tape, x, back, VALUE);
      Tensor v = tape.linear(value, seen);
      if (isFirst) {
        tape.copy(v, firstValues);
        return v;
      }
      Tensor share = first.sigmoid(tape, first.low(tape, seen));
      Tensor less = tape.product(v, share);
      tape.scale(less, -1);
      tape.add(v, less);
      tape.add(v, tape.product(firstValues, share));
      return v;
    }

    /** Logarithms of the decay, which is never below e^(-e^-0.5). */
    private Tensor logDecay(Tape tape, Tensor x, Tensor back) {
      Tensor low = decay.low(tape, seen(tape, x, back, DECAY));
      tape.softcap(low, 1);
      Tensor w = decay.sigmoid(tape, low);
      tape.scale(w, (float) -Math.exp(-0.5));
      return w;
    }

    /** The keys k with what they remove: of the length 1 in each head, and at the rate. */
    private Keyed keyed(Tape tape, Tensor r, Tensor w, Tensor k, Tensor v, Tensor a) {
      Tensor removed = tape.product(k, removedKey);
      tape.rmsNormInPlace(removed.split(state.headSize()), null, 1e-24f);
      tape.scale(removed, (float) (1 / Math.sqrt(state.headSize())));
      Tensor replaced = tape.product(removed, a);
      tape.scale(removed, -1);
      // k (1 + (a - 1) rateKey), which is added in its stead.
      Tensor less = tape.product(k, rateKey);
      tape.add(k, tape.product(less, a));
      tape.scale(less, -1);
      tape.add(k, less);
      return new Keyed(r, w, k, v, removed, replaced);
    }

    /** sum += what becomes of x (n, width). */
    void add(Tape tape, Step step, int layer, Tensor x, Tensor firstValues, Tensor sum) {
      Tensor back = shift.apply(tape, x, step.memory(layer, 0));
      Tensor r = tape.linear(receptance, seen(tape, x, back, RECEPTANCE));
      Tensor w = logDecay(tape, x, back);
      Tensor k = tape.linear(key, seen(tape, x, back, KEY));
      Tensor v = values(tape, x, back, layer == 0, firstValues);
      Tensor a = rate.sigmoid(tape, rate.low(tape, seen(tape, x, back, RATE)));
      Tensor low = tape.linear(gateDown, seen(tape, x, back, GATE));
      Tensor g = tape.linear(gateUp, tape.gate(Activation.SIGMOID, low, null));
      MatrixState.Read read = state.apply(tape, keyed(tape, r, w, k, v, a), step.memory(layer, 1));
      norm.applyInPlace(tape, read.y());
      tape.add(read.y(), read.own());
      tape.multiply(read.y(), g);
      tape.addLinear(out, read.y(), sum);
    }
  }

  /** Channel mixing: section 4.2. */
  private record ChannelMix(TokenShift shift, Tensor mix, Linear key, Linear value) {
    static ChannelMix read(Weights weights, Hyper hyper) {
      int width = hyper.width();
      int inner = hyper.feedForward();
      return new ChannelMix(
          TokenShift.of(weights, width),
          weights.vector("channel_mix_lerp_k.weight", width),
          weights.linear("channel_mix_key", width, inner),
          weights.linear("channel_mix_value", inner, width));
    }

    /** sum += what becomes of x (n, width). */
    void add(Tape tape, Tensor x, Tensor lastToken, Tensor sum) {
      Tensor back = shift.apply(tape, x, lastToken);
      Tensor k = tape.linear(key, TokenShift.mixed(tape, x, back, mix));
      tape.gate(Activation.RELU_SQUARED, k, null);
      tape.addLinear(value, k, sum);
    }
  }
}
