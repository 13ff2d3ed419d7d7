package rhapsode.block;

import java.util.List;
import rhapsode.bindings.Activation;
import rhapsode.bindings.Linear;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * Mamba 2's mixer (Dao and Gu 2024, arXiv 2405.21060, fig. 6): one projection makes the gate, the
 * state space's inputs, b, c and the time steps; heads share a decay; what is gated is normalized
 * by group.
 *
 * @param in to the gate, the convolution's channels (inputs, b, c) and the time steps
 * @param stepBias of the time steps, (1, heads)
 * @param norm of what is gated, or null
 */
public record Mamba2Mixer(
    Linear in,
    Convolution convolution,
    Tensor stepBias,
    StateSpace space,
    HeadNorm norm,
    Linear out)
    implements TokenMixer {
  /** Reads the mixer of a layer. */
  public static Mamba2Mixer read(Weights weights, Hyper hyper) {
    int channels = hyper.figure("ssm.inner_size");
    int states = hyper.figure("ssm.state_size");
    int heads = hyper.figure("ssm.time_step_rank");
    int groups = hyper.figure("ssm.group_count", 1);
    int convolved = channels + 2 * groups * states;
    return new Mamba2Mixer(
        weights.linear("ssm_in", hyper.width(), channels + convolved + heads),
        Convolution.read(weights, "ssm_conv1d", hyper.figure("ssm.conv_kernel"), convolved),
        weights.vector("ssm_dt.bias", heads),
        new StateSpace(
            weights.vector("ssm_a", heads),
            weights.vector("ssm_d", heads),
            channels,
            states,
            groups),
        HeadNorm.read(
            weights, "ssm_norm", Norm.Kind.RMS, groups, channels / groups, hyper.epsilon()),
        weights.linear("ssm_out", channels, hyper.width()));
  }

  @Override
  public List<MemoryShape> memories() {
    return List.of(convolution.memory(), space.memory());
  }

  @Override
  public Tensor apply(Tape tape, Step step, int layer, Tensor x) {
    return tape.linear(out, mixed(tape, step, layer, x));
  }

  @Override
  public void add(Tape tape, Step step, int layer, Tensor x, Tensor sum) {
    tape.addLinear(out, mixed(tape, step, layer, x), sum);
  }

  private Tensor mixed(Tape tape, Step step, int layer, Tensor x) {
    int channels = space.channels();
    int convolved = convolution.weight().cols();
    int read = (convolved - channels) / 2;
    Tensor joined = tape.linear(in, x);
    Tensor gate = joined.columns(0, channels);
    Tensor delta = joined.columns(channels + convolved, stepBias.cols());
    tape.add(delta, stepBias.repeated(delta.rows()));
    Tensor u = convolution.apply(tape, joined.columns(channels, convolved), step.memory(layer, 0));
    tape.gate(Activation.SILU, u, null);

    Tensor inputs = u.columns(0, channels);
    Tensor b = u.columns(channels, read);
    Tensor c = u.columns(channels + read, read);
    Tensor y = space.apply(tape, inputs, delta, b, c, step.memory(layer, 1));
    tape.gateUp(Activation.SILU, gate, y);
    if (norm != null) {
      norm.applyInPlace(tape, y);
    }
    return y;
  }
}
