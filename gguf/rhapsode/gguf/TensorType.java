package rhapsode.gguf;

/**
 * How the elements of a tensor are stored: a row is cut into blocks of {@link #blockLength}
 * elements that take {@link #blockBytes} bytes each.
 *
 * <p>The ids are GGUF's (ggml's {@code ggml_type}); the names are the field's, as in {@code Q4_K}.
 * Only types that can be computed on are constants here; {@link #nameOf} knows the names of the
 * others, so that they can be refused by name.
 */
public enum TensorType {
  F32(0, 1, 4),
  F16(1, 1, 2),
  Q4_0(2, 32, 18),
  Q4_1(3, 32, 20),
  Q5_0(6, 32, 22),
  Q5_1(7, 32, 24),
  Q8_0(8, 32, 34),
  Q2_K(10, 256, 84),
  Q3_K(11, 256, 110),
  Q4_K(12, 256, 144),
  Q5_K(13, 256, 176),
  Q6_K(14, 256, 210),
  IQ2_XXS(16, 256, 66),
  IQ2_XS(17, 256, 74),
  IQ3_XXS(18, 256, 98),
  IQ1_S(19, 256, 50),
  IQ4_NL(20, 32, 18),
  IQ3_S(21, 256, 110),
  IQ2_S(22, 256, 82),
  IQ4_XS(23, 256, 136),
  I8(24, 1, 1),
  I16(25, 1, 2),
  I32(26, 1, 4),
  I64(27, 1, 8),
  F64(28, 1, 8),
  IQ1_M(29, 256, 56),
  BF16(30, 1, 2),
  TQ1_0(34, 256, 54),
  TQ2_0(35, 256, 66),
  MXFP4(39, 32, 17);

  private static final int HIGHEST_ID = 39;
  private static final TensorType[] BY_ID = new TensorType[HIGHEST_ID + 1];

  static {
    for (TensorType type : values()) {
      BY_ID[type.id] = type;
    }
  }

  private final int id;
  private final int blockLength;
  private final int blockBytes;

  TensorType(int id, int blockLength, int blockBytes) {
    this.id = id;
    this.blockLength = blockLength;
    this.blockBytes = blockBytes;
  }

  /** The number a GGUF file has for this type. */
  public int id() {
    return id;
  }

  /** Elements in a block; 1 for types that are not quantized. */
  public int blockLength() {
    return blockLength;
  }

  /** Bytes of a block. */
  public int blockBytes() {
    return blockBytes;
  }

  /** Whether elements share a block, so that one of them cannot be read alone. */
  public boolean quantized() {
    return blockLength > 1;
  }

  /** Bytes of {@code elements} elements, which must be whole blocks. */
  public long bytes(long elements) {
    if (elements < 0 || elements % blockLength != 0) {
      throw new IllegalArgumentException(
          elements + " elements are not whole " + name() + " blocks of " + blockLength);
    }
    return Math.multiplyExact(elements / blockLength, blockBytes);
  }

  /** The type with GGUF's number {@code id}, or null where it is none of these. */
  static TensorType ofId(int id) {
    return id >= 0 && id <= HIGHEST_ID ? BY_ID[id] : null;
  }

  /** What the field calls type {@code id}, also where it is not read here; null where unknown. */
  static String nameOf(int id) {
    return switch (id) {
      case 4 -> "Q4_2";
      case 5 -> "Q4_3";
      case 9 -> "Q8_1";
      case 15 -> "Q8_K";
      case 31 -> "Q4_0_4_4";
      case 32 -> "Q4_0_4_8";
      case 33 -> "Q4_0_8_8";
      case 36 -> "IQ4_NL_4_4";
      case 37 -> "IQ4_NL_4_8";
      case 38 -> "IQ4_NL_8_8";
      case 40 -> "NVFP4";
      case 41 -> "Q1_0";
      case 42 -> "Q2_0";
      default -> ofId(id) == null ? null : ofId(id).name();
    };
  }
}
