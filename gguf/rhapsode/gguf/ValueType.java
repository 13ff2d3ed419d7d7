package rhapsode.gguf;

/** The types of metadata values, in the order of their ids in the file. */
public enum ValueType {
  UINT8(0, 1),
  INT8(1, 1),
  UINT16(2, 2),
  INT16(3, 2),
  UINT32(4, 4),
  INT32(5, 4),
  FLOAT32(6, 4),
  BOOL(7, 1),
  STRING(8, 0),
  ARRAY(9, 0),
  UINT64(10, 8),
  INT64(11, 8),
  FLOAT64(12, 8);

  private static final ValueType[] BY_ID = values();

  private final int id;
  private final int bytes;

  ValueType(int id, int bytes) {
    this.id = id;
    this.bytes = bytes;
  }

  /** The number a GGUF file has for this type. */
  public int id() {
    return id;
  }

  /** Bytes of a value; 0 for strings and arrays, whose size varies. */
  public int bytes() {
    return bytes;
  }

  /** Whether values are integers, of any width and sign. */
  public boolean isInteger() {
    return switch (this) {
      case UINT8, INT8, UINT16, INT16, UINT32, INT32, UINT64, INT64 -> true;
      case FLOAT32, FLOAT64, BOOL, STRING, ARRAY -> false;
    };
  }

  /** Whether values are floats, of either width. */
  public boolean isFloat() {
    return this == FLOAT32 || this == FLOAT64;
  }

  /** Whether an integer or boolean of this type can be {@code value}. */
  boolean fits(long value) {
    return switch (this) {
      case UINT8, UINT16, UINT32 -> value >= 0 && value < 1L << (8 * bytes);
      case INT8, INT16, INT32 -> value >= -1L << (8 * bytes - 1) && value < 1L << (8 * bytes - 1);
      case UINT64, INT64 -> true;
      case BOOL -> value == 0 || value == 1;
      case FLOAT32, FLOAT64, STRING, ARRAY -> false;
    };
  }

  /** The type with number {@code id}, or null where there is none. */
  static ValueType ofId(int id) {
    return id >= 0 && id < BY_ID.length ? BY_ID[id] : null;
  }
}
