package rhapsode.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A metadata value with the exact type and bytes it has in the file, so that writing it again gives
 * the same file. Most code wants {@link Metadata} instead, which does not tell the widths apart.
 *
 * <p>Values read from a file are views of it and end with the {@link GgufFile}.
 */
public sealed interface Value {
  /** The type in the file. */
  ValueType type();

  /** An integer or a boolean (0 or 1); an unsigned 64-bit one keeps its bits. */
  record Whole(ValueType type, long value) implements Value {
    public Whole {
      if (!type.fits(value)) {
        throw new IllegalArgumentException(value + " is no " + type);
      }
    }
  }

  /** A float of either width. */
  record Real(ValueType type, double value) implements Value {
    public Real {
      if (!type.isFloat()) {
        throw new IllegalArgumentException(type + " is no float type");
      }
    }
  }

  /** A string as its bytes, which need not be valid UTF-8. */
  record Text(MemorySegment utf8) implements Value {
    /** The text decoded, with U+FFFD where it is malformed. */
    public String text() {
      return new String(utf8.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    @Override
    public ValueType type() {
      return ValueType.STRING;
    }
  }

  /** An array of integers, floats or booleans: little endian, side by side in {@code data}. */
  record Numbers(ValueType elementType, MemorySegment data) implements Value {
    /** The number of elements. */
    public int size() {
      return Math.toIntExact(data.byteSize() / elementType.bytes());
    }

    /** Element {@code index} of an array of integers or booleans. */
    public long integer(int index) {
      return Layouts.integer(elementType, data, (long) index * elementType.bytes());
    }

    /** Element {@code index} as a number, whatever the type. */
    public double number(int index) {
      return Layouts.number(elementType, data, (long) index * elementType.bytes());
    }

    @Override
    public ValueType type() {
      return ValueType.ARRAY;
    }
  }

  /** An array of strings. */
  record Strings(StringArray array) implements Value {
    @Override
    public ValueType type() {
      return ValueType.ARRAY;
    }
  }

  /** An unsigned 32-bit integer, the usual type of counts. */
  static Value uint32(long value) {
    return new Whole(ValueType.UINT32, value);
  }

  /** A 32-bit float, the usual type of fractions. */
  static Value float32(float value) {
    return new Real(ValueType.FLOAT32, value);
  }

  /** A boolean. */
  static Value bool(boolean value) {
    return new Whole(ValueType.BOOL, value ? 1 : 0);
  }

  /** A string. */
  static Value text(String text) {
    return new Text(MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** An array of signed 32-bit integers. */
  static Value int32s(int... values) {
    MemorySegment data = MemorySegment.ofArray(new byte[values.length * Integer.BYTES]);
    for (int i = 0; i < values.length; i++) {
      data.set(Layouts.U32, (long) i * Integer.BYTES, values[i]);
    }
    return new Numbers(ValueType.INT32, data);
  }

  /** An array of 32-bit floats. */
  static Value float32s(float... values) {
    MemorySegment data = MemorySegment.ofArray(new byte[values.length * Float.BYTES]);
    for (int i = 0; i < values.length; i++) {
      data.set(Layouts.F32, (long) i * Float.BYTES, values[i]);
    }
    return new Numbers(ValueType.FLOAT32, data);
  }

  /** An array of strings. */
  static Value strings(List<String> values) {
    List<String> strings = List.copyOf(values);
    return new Strings(
        new StringArray() {
          @Override
          public int size() {
            return strings.size();
          }

          @Override
          public byte[] bytes(int index) {
            return get(index).getBytes(StandardCharsets.UTF_8);
          }

          @Override
          public String get(int index) {
            return strings.get(index);
          }
        });
  }
}
