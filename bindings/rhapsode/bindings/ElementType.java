package rhapsode.bindings;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import rhapsode.bindings.gen.RhapsodeH;
import rhapsode.bindings.gen.rh_type_info;

/**
 * What the native library knows of an element type: GGUF's own by GGUF's numbers, then internal
 * ones.
 *
 * @param id the number, an {@code rh_type}
 * @param name as in GGUF, "Q4_K"
 * @param blockValues values in a block
 * @param blockBytes bytes of a block
 * @param packed the type that weights of this type are packed into
 * @param activation the type of the activations that a product with such weights reads
 * @param rowMultiple what the bytes of a row are rounded up to
 */
public record ElementType(
    int id,
    String name,
    int blockValues,
    int blockBytes,
    int packed,
    int activation,
    int rowMultiple) {
  static {
    NativeLibrary.load();
  }

  private static final ConcurrentMap<Integer, ElementType> KNOWN = new ConcurrentHashMap<>();

  /** 32-bit floats. */
  public static final ElementType F32 = of(RhapsodeH.RH_TYPE_F32());

  /** 16-bit floats. */
  public static final ElementType F16 = of(RhapsodeH.RH_TYPE_F16());

  /** Blocks of 32 signed bytes and a scale. */
  public static final ElementType Q8_0 = of(RhapsodeH.RH_TYPE_Q8_0());

  /** 32-bit integers: ids, cache rows, spans. */
  public static final ElementType I32 = of(RhapsodeH.RH_TYPE_I32());

  /** The type with this number; refused when the library does not know it. */
  public static ElementType of(int id) {
    return KNOWN.computeIfAbsent(id, ElementType::describe);
  }

  /** Whether this is a form of weights that products read, made from a type of a file. */
  public boolean isPacked() {
    return id >= RhapsodeH.RH_TYPE_PACKED_F32();
  }

  /** Bytes of a row of {@code cols} values, which must be whole blocks. */
  public long rowBytes(int cols) {
    if (cols % blockValues != 0) {
      throw new IllegalArgumentException(cols + " values are no whole blocks of " + name);
    }
    long dense = (long) cols / blockValues * blockBytes;
    return (dense + rowMultiple - 1) / rowMultiple * rowMultiple;
  }

  /** Bytes of a packed matrix of this (packed) type. */
  public long packedBytes(int cols, int rows) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(Long.BYTES, Long.BYTES);
      NativeLibrary.check(
          RhapsodeH.rh_packed_bytes(id, cols, rows, bytes),
          "a %s matrix of %d x %d".formatted(name, rows, cols));
      return bytes.get(java.lang.foreign.ValueLayout.JAVA_LONG, 0);
    }
  }

  private static ElementType describe(int id) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = rh_type_info.allocate(arena);
      NativeLibrary.check(RhapsodeH.rh_type_describe(id, info), "element type " + id);
      return new ElementType(
          id,
          rh_type_info.name(info).getString(0),
          rh_type_info.block_values(info),
          rh_type_info.block_bytes(info),
          rh_type_info.packed(info),
          rh_type_info.activation(info),
          rh_type_info.row_multiple(info));
    }
  }
}
