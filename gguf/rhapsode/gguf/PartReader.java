package rhapsode.gguf;

import static rhapsode.gguf.Cursor.quote;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import rhapsode.RhapsodeException;

/**
 * Reads the head of one GGUF file: magic, version, metadata, the list of tensors. Nothing in it is
 * believed before it is checked.
 */
final class PartReader {
  static final int MAGIC = 0x46554747; // "GGUF", little endian
  static final int DEFAULT_ALIGNMENT = 32;
  private static final int MOST_DIMENSIONS = 4;
  private static final int MOST_ELEMENTS = 1 << 26; // of a metadata array; vocabularies have 2^18
  private static final int MOST_ENTRIES = 1 << 16; // of metadata; models have fewer than 100
  private static final int MOST_TENSORS = 1 << 20; // the largest models have 2^16
  private static final int SMALLEST_ENTRY = 8 + 4 + 1; // bytes of an empty key, a type, a boolean
  private static final int SMALLEST_TENSOR = 8 + 4 + 8 + 4 + 8; // bytes without a name

  private final Part part;
  private final Cursor cursor;

  private PartReader(Part part) {
    this.part = part;
    this.cursor = new Cursor(part.path(), part.segment());
  }

  /** What the head of one file says. */
  record Head(
      Part part,
      int version,
      long alignment,
      Map<String, Value> values,
      List<TensorInfo> tensors) {}

  static Head read(Part part) {
    return new PartReader(part).head();
  }

  private Head head() {
    checkMagic();
    int version = version();
    long tensorCount = count("tensors", SMALLEST_TENSOR, MOST_TENSORS);
    long entryCount = count("metadata entries", SMALLEST_ENTRY, MOST_ENTRIES);
    Map<String, Value> values = new LinkedHashMap<>();
    for (long i = 0; i < entryCount; i++) {
      String key = cursor.name("metadata key " + i);
      if (values.put(key, value(key)) != null) {
        throw cursor.refuse("the metadata key " + quote(key) + " is there twice");
      }
    }
    long alignment = alignment(values);
    List<TensorInfo> tensors = tensors(tensorCount, alignment);
    return new Head(part, version, alignment, values, tensors);
  }

  private void checkMagic() {
    if (part.segment().byteSize() == 0) {
      throw new RhapsodeException(part.path() + ": the file is empty; fetch it again");
    }
    if (cursor.remaining() < Integer.BYTES || cursor.int32("the magic number") != MAGIC) {
      throw new RhapsodeException(
          part.path()
              + ": this is not a GGUF file, which would begin with the letters GGUF;"
              + " convert the model to GGUF first");
    }
  }

  private int version() {
    int version = cursor.int32("the version");
    if (version == 2 || version == 3) {
      return version;
    }
    int swapped = Integer.reverseBytes(version);
    if (swapped == 2 || swapped == 3) {
      throw new RhapsodeException(
          part.path()
              + ": this GGUF file is big endian (made for a machine such as s390x), and"
              + " only little-endian ones are read; use the little-endian file");
    }
    throw new RhapsodeException(
        part.path()
            + ": this is GGUF version "
            + Integer.toUnsignedString(version)
            + ", and versions 2 and 3 are read; "
            + (version == 1
                ? "convert the model again"
                : "fetch it again or use a newer Rhapsode"));
  }

  /** A count that the rest of the file has room for, each of {@code smallest} bytes or more. */
  private long count(String what, int smallest, int most) {
    long count = cursor.int64("the number of " + what);
    long room = Math.min(cursor.remaining() / smallest, most);
    if (Long.compareUnsigned(count, room) > 0) {
      throw cursor.refuse(
          "the file says it has "
              + Long.toUnsignedString(count)
              + " "
              + what
              + ", and "
              + room
              + " is the most there can be");
    }
    return count;
  }

  private Value value(String key) {
    String what = "the value of " + quote(key);
    ValueType type = valueType(what);
    return switch (type) {
      case STRING -> new Value.Text(cursor.string(what));
      case ARRAY -> array(what);
      case BOOL -> new Value.Whole(type, bool(what));
      case FLOAT32, FLOAT64 ->
          new Value.Real(type, Layouts.number(type, cursor.slice(type.bytes(), what), 0));
      case UINT8, INT8, UINT16, INT16, UINT32, INT32, UINT64, INT64 ->
          new Value.Whole(type, Layouts.integer(type, cursor.slice(type.bytes(), what), 0));
    };
  }

  private int bool(String what) {
    int value = cursor.uint8(what);
    if (value > 1) {
      throw cursor.refuse(what + " is a boolean and has " + value + " where 0 or 1 belongs");
    }
    return value;
  }

  private Value array(String what) {
    ValueType type = valueType("the elements of " + what);
    if (type == ValueType.ARRAY) {
      throw cursor.refuse(what + " is an array of arrays, which no model needs and is not read");
    }
    long count = cursor.int64("the length of " + what);
    int smallest = type == ValueType.STRING ? Long.BYTES : type.bytes();
    long room = Math.min(cursor.remaining() / smallest, MOST_ELEMENTS);
    if (Long.compareUnsigned(count, room) > 0) {
      throw cursor.refuse(
          what
              + " says it has "
              + Long.toUnsignedString(count)
              + " elements, and "
              + room
              + " is the most there can be at offset "
              + cursor.position());
    }
    if (type == ValueType.STRING) {
      int size = Math.toIntExact(count);
      return new Value.Strings(new MappedStrings(cursor.strings(size, what), size));
    }
    Value.Numbers numbers = new Value.Numbers(type, cursor.slice(count * type.bytes(), what));
    if (type == ValueType.BOOL) {
      for (int i = 0; i < numbers.size(); i++) {
        if (numbers.integer(i) > 1) {
          throw cursor.refuse(
              "element "
                  + i
                  + " of "
                  + what
                  + " is a boolean and has "
                  + numbers.integer(i)
                  + " where 0 or 1 belongs");
        }
      }
    }
    return numbers;
  }

  private ValueType valueType(String what) {
    int id = cursor.int32("the type of " + what);
    ValueType type = ValueType.ofId(id);
    if (type == null) {
      throw cursor.refuse(
          what + " has the unknown type " + Integer.toUnsignedString(id) + " (known: 0 to 12)");
    }
    return type;
  }

  private long alignment(Map<String, Value> values) {
    return switch (values.get("general.alignment")) {
      case null -> DEFAULT_ALIGNMENT;
      case Value.Whole(ValueType type, long value)
          when type.isInteger() && value > 0 && value <= 1L << 31 && Long.bitCount(value) == 1 ->
          value;
      case Value.Whole(ValueType type, long value) ->
          throw cursor.refuse("'general.alignment' is " + value + ", which is no power of two");
      case Value other -> throw cursor.refuse("'general.alignment' is no integer");
    };
  }

  private List<TensorInfo> tensors(long count, long alignment) {
    List<TensorInfo> relative = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (long i = 0; i < count; i++) {
      TensorInfo tensor = tensor(i);
      if (!names.add(tensor.name())) {
        throw cursor.refuse("the tensor " + quote(tensor.name()) + " is there twice");
      }
      relative.add(tensor);
    }
    long dataStart = (cursor.position() + alignment - 1) & -alignment;
    List<TensorInfo> tensors = new ArrayList<>();
    for (TensorInfo tensor : relative) {
      tensors.add(placed(tensor, dataStart, alignment));
    }
    checkOverlap(tensors);
    return List.copyOf(tensors);
  }

  /** The next tensor, its offset still as the file has it: from the start of the data. */
  private TensorInfo tensor(long index) {
    String name = cursor.name("the name of tensor " + index);
    String what = "tensor " + quote(name);
    long[] shape = shape(what);
    TensorType type = tensorType(what);
    if (shape[0] % type.blockLength() != 0) {
      throw cursor.refuse(
          what
              + " has rows of "
              + shape[0]
              + " elements, which are not whole "
              + type
              + " blocks of "
              + type.blockLength());
    }
    long bytes;
    try {
      long elements = 1;
      for (long extent : shape) {
        elements = Math.multiplyExact(elements, extent);
      }
      bytes = type.bytes(elements);
    } catch (ArithmeticException e) {
      throw cursor.refuse(what + " has more elements than 64 bits can count");
    }
    return new TensorInfo(
        name, type, shape, part.number(), cursor.int64("the offset of " + what), bytes);
  }

  private long[] shape(String what) {
    int dimensions = cursor.int32("the number of dimensions of " + what);
    if (dimensions < 1 || dimensions > MOST_DIMENSIONS) {
      throw cursor.refuse(
          what
              + " has "
              + Integer.toUnsignedString(dimensions)
              + " dimensions, and 1 to "
              + MOST_DIMENSIONS
              + " are possible");
    }
    long[] shape = new long[dimensions];
    for (int i = 0; i < dimensions; i++) {
      shape[i] = cursor.int64("the shape of " + what);
      if (shape[i] <= 0) {
        throw cursor.refuse(
            what + " has the extent " + Long.toUnsignedString(shape[i]) + " in dimension " + i);
      }
    }
    return shape;
  }

  private TensorType tensorType(String what) {
    int id = cursor.int32("the type of " + what);
    TensorType type = TensorType.ofId(id);
    if (type == null) {
      String known = TensorType.nameOf(id);
      throw new RhapsodeException(
          part.path()
              + ": "
              + what
              + " has the "
              + (known == null ? "unknown type " + Integer.toUnsignedString(id) : "type " + known)
              + ", which Rhapsode does not read; use a file of the same model in another type, such"
              + " as Q8_0 or Q4_K_M");
    }
    return type;
  }

  private TensorInfo placed(TensorInfo tensor, long dataStart, long alignment) {
    String what = "tensor " + quote(tensor.name());
    long fileBytes = part.segment().byteSize();
    long offset = tensor.offset();
    if ((offset & (alignment - 1)) != 0) {
      throw cursor.refuse(
          what
              + " begins at offset "
              + Long.toUnsignedString(offset)
              + " of the data, which is no multiple of the alignment "
              + alignment);
    }
    long room = Math.max(0, fileBytes - dataStart);
    if (Long.compareUnsigned(offset, room) > 0 || tensor.bytes() > room - offset) {
      throw cursor.refuse(
          what
              + " of "
              + tensor.bytes()
              + " bytes at offset "
              + Long.toUnsignedString(offset)
              + " of the data reaches past the end of the file ("
              + fileBytes
              + " bytes)");
    }
    return new TensorInfo(
        tensor.name(),
        tensor.type(),
        tensor.shape(),
        tensor.part(),
        dataStart + offset,
        tensor.bytes());
  }

  private void checkOverlap(List<TensorInfo> tensors) {
    List<TensorInfo> sorted = new ArrayList<>(tensors);
    sorted.sort(Comparator.comparingLong(TensorInfo::offset));
    for (int i = 1; i < sorted.size(); i++) {
      TensorInfo before = sorted.get(i - 1);
      TensorInfo after = sorted.get(i);
      if (before.offset() + before.bytes() > after.offset()) {
        throw cursor.refuse(
            "the tensors "
                + quote(before.name())
                + " and "
                + quote(after.name())
                + " overlap at offset "
                + after.offset());
      }
    }
  }
}
