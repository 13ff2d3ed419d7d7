package rhapsode.bindings;

import rhapsode.bindings.gen.RhapsodeH;

/** Which two values of a head turn together. */
public enum Pairing {
  /** Values 2p and 2p + 1: the original RoPE, called "norm" in GGUF. */
  ADJACENT,
  /** Values p and p + rotated / 2: GPT-NeoX. */
  HALVES;

  int code() {
    return switch (this) {
      case ADJACENT -> RhapsodeH.RH_PAIRING_ADJACENT();
      case HALVES -> RhapsodeH.RH_PAIRING_HALVES();
    };
  }
}
