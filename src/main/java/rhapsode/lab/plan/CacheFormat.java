package rhapsode.lab.plan;

import java.util.Arrays;
import java.util.Locale;
import rhapsode.run.CacheType;

/** In what form a cached value is kept, and how many bits it takes with its share of scales. */
public enum CacheFormat {
  F32(32),
  F16(16),
  BF16(16),
  /** Blocks of 32 bytes with a 16-bit scale. */
  Q8_0(8.5),
  /** Blocks of 32 half bytes with a 16-bit scale. */
  Q4_0(4.5),
  /**
   * 2 bits, groups of 32 with a 16-bit scale and zero: Liu et al. 2024 (arXiv 2402.02750). The
   * newest 128 tokens, which stay in 16 bits, are not counted.
   */
  KIVI(3);

  private final double bits;

  CacheFormat(double bits) {
    this.bits = bits;
  }

  /** "q8_0". */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Bits that a value takes. */
  public double bits() {
    return bits;
  }

  /** Whether sessions of this build can keep their cache so. */
  public boolean runs() {
    return Arrays.stream(CacheType.values()).anyMatch(type -> type.name().equals(name()));
  }

  /** Bytes of a token in all layers. */
  public double tokenBytes(Shape shape, HeadSharing sharing) {
    return shape.layers() * (double) sharing.values(shape) * bits / 8;
  }
}
