package rhapsode.block;

import java.util.List;
import rhapsode.bindings.Activation;
import rhapsode.bindings.Linear;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * Mamba's mixer (Gu and Dao 2023, arXiv 2312.00752, fig. 3): a convolution and a state space whose
 * time steps, inputs and outputs depend on the token, gated by a branch beside them.
 *
 * @param in to the convolution's input and the gate
 * @param select to the low-rank time steps, b and c
 * @param stepNorm of the low-rank time steps, or null
 * @param inputNorm of b, or null
 * @param outputNorm of c, or null
 * @param steps from the low rank to a time step for each channel
 */
public record MambaMixer(
    Linear in,
    Convolution convolution,
    Linear select,
    Norm stepNorm,
    Norm inputNorm,
    Norm outputNorm,
    Linear steps,
    StateSpace space,
    Linear out)
    implements TokenMixer {
  /**
   * Reads the mixer of a layer. Time steps, b and c are normalized where the layer has weights for
   * it (Jamba) or the file says so (Falcon Mamba).
   */
  public static MambaMixer read(Weights weights, Hyper hyper) {
    int width = hyper.width();
    int channels = hyper.figure("ssm.inner_size");
    int states = hyper.figure("ssm.state_size");
    int rank = hyper.figure("ssm.time_step_rank");
    float[] decay = weights.values("ssm_a", states, channels);
    return new MambaMixer(
        weights.linear("ssm_in", width, 2 * channels),
        Convolution.read(weights, "ssm_conv1d", hyper.figure("ssm.conv_kernel"), channels),
        weights.linear("ssm_x", channels, rank + 2 * states),
        norm(weights, hyper, "ssm_dt_norm", rank),
        norm(weights, hyper, "ssm_b_norm", states),
        norm(weights, hyper, "ssm_c_norm", states),
        weights.linear("ssm_dt", rank, channels),
        new StateSpace(
            weights.constant(Transposed.of(decay, channels)).split(channels),
            weights.vector("ssm_d", channels),
            channels,
            states,
            1),
        weights.linear("ssm_out", channels, width));
  }

  private static Norm norm(Weights weights, Hyper hyper, String name, int width) {
    if (weights.has(name + ".weight")) {
      return Norm.rms(weights, name, width, hyper.epsilon());
    }
    return hyper.flag("ssm.dt_b_c_rms", false)
        ? new Norm(Norm.Kind.RMS, null, null, hyper.epsilon())
        : null;
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
    Tensor joined = tape.linear(in, x);
    Tensor gate = joined.columns(channels, channels);
    Tensor u = convolution.apply(tape, joined.columns(0, channels), step.memory(layer, 0));
    tape.gate(Activation.SILU, u, null);

    Tensor selected = tape.linear(select, u);
    int rank = selected.cols() - 2 * space.states();
    Tensor delta = selected.columns(0, rank);
    Tensor b = selected.columns(rank, space.states());
    Tensor c = selected.columns(rank + space.states(), space.states());
    if (stepNorm != null) {
      stepNorm.applyInPlace(tape, delta);
      inputNorm.applyInPlace(tape, b);
      outputNorm.applyInPlace(tape, c);
    }
    Tensor y = space.apply(tape, u, tape.linear(steps, delta), b, c, step.memory(layer, 1));
    return tape.gate(Activation.SILU, gate, y);
  }
}
