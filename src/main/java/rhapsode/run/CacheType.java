package rhapsode.run;

import rhapsode.RhapsodeException;
import rhapsode.bindings.ElementType;

/** How keys and values are kept. */
public enum CacheType {
  /** 32-bit floats: exact. */
  F32,
  /** 16-bit floats: the default of the field. */
  F16,
  /** Blocks of 32 signed bytes and a scale: half of F16. */
  Q8_0;

  /** The cache type of that name, in either case. */
  public static CacheType of(String name) {
    for (CacheType type : values()) {
      if (type.name().equalsIgnoreCase(name)) {
        return type;
      }
    }
    throw new RhapsodeException(
        "a cache can't be of type '%s'; it is f32, f16 or q8_0".formatted(name));
  }

  ElementType element() {
    return switch (this) {
      case F32 -> ElementType.F32;
      case F16 -> ElementType.F16;
      case Q8_0 -> ElementType.Q8_0;
    };
  }
}
