package rhapsode.bindings;

import rhapsode.bindings.gen.RhapsodeH;

/** What a device can do at most, to be measured by {@link Device#measure}. */
public enum Peak {
  /** Bytes a second from memory, out of more than the last cache holds. */
  READ(RhapsodeH.RH_PEAK_READ()),
  /** Multiply-adds a second of 8-bit integers, operands in registers. */
  INT8(RhapsodeH.RH_PEAK_INT8()),
  /** Multiply-adds a second of 32-bit floats, operands in registers. */
  FLOAT32(RhapsodeH.RH_PEAK_FLOAT32());

  private final int code;

  Peak(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
