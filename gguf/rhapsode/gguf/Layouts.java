package rhapsode.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Numbers as GGUF stores them: little endian, at any address. */
final class Layouts {
  static final ValueLayout.OfByte U8 = ValueLayout.JAVA_BYTE;
  static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfLong U64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfFloat F32 =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfDouble F64 =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Layouts() {}

  /** The integer at {@code offset}; an unsigned 64-bit one keeps its bits. */
  static long integer(ValueType type, MemorySegment memory, long offset) {
    return switch (type) {
      case UINT8, BOOL -> Byte.toUnsignedLong(memory.get(U8, offset));
      case INT8 -> memory.get(U8, offset);
      case UINT16 -> Short.toUnsignedLong(memory.get(U16, offset));
      case INT16 -> memory.get(U16, offset);
      case UINT32 -> Integer.toUnsignedLong(memory.get(U32, offset));
      case INT32 -> memory.get(U32, offset);
      case UINT64, INT64 -> memory.get(U64, offset);
      case FLOAT32, FLOAT64, STRING, ARRAY ->
          throw new IllegalArgumentException(type + " is no integer type");
    };
  }

  /** The number at {@code offset}, an integer or a float. */
  static double number(ValueType type, MemorySegment memory, long offset) {
    return switch (type) {
      case FLOAT32 -> memory.get(F32, offset);
      case FLOAT64 -> memory.get(F64, offset);
      case UINT64 -> unsigned(memory.get(U64, offset));
      case UINT8, INT8, UINT16, INT16, UINT32, INT32, INT64, BOOL, STRING, ARRAY ->
          integer(type, memory, offset);
    };
  }

  /** The unsigned value of {@code bits}. */
  static double unsigned(long bits) {
    return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
  }
}
