package rhapsode.bindings;

import rhapsode.bindings.gen.RhapsodeH;

/** The nonlinearity of a feed-forward layer. */
public enum Activation {
  /** x / (1 + e^-x). */
  SILU,
  /** x/2 (1 + erf(x / sqrt 2)). */
  GELU,
  /** GELU by its tanh approximation. */
  GELU_TANH,
  /** max(x, 0). */
  RELU,
  /** max(x, 0) squared. */
  RELU_SQUARED,
  /** x / (1 + e^(-1.702 x)): GELU by a sigmoid. */
  GELU_QUICK,
  /** GELU_QUICK of min(x, 7), times 1 more than the other half, which is held within -7 and 7. */
  CLAMPED,
  /** 1 / (1 + e^-x). */
  SIGMOID;

  int code() {
    return switch (this) {
      case SILU -> RhapsodeH.RH_ACTIVATION_SILU();
      case GELU -> RhapsodeH.RH_ACTIVATION_GELU();
      case GELU_TANH -> RhapsodeH.RH_ACTIVATION_GELU_TANH();
      case RELU -> RhapsodeH.RH_ACTIVATION_RELU();
      case RELU_SQUARED -> RhapsodeH.RH_ACTIVATION_RELU_SQUARED();
      case GELU_QUICK -> RhapsodeH.RH_ACTIVATION_GELU_QUICK();
      case CLAMPED -> RhapsodeH.RH_ACTIVATION_CLAMPED();
      case SIGMOID -> RhapsodeH.RH_ACTIVATION_SIGMOID();
    };
  }
}
