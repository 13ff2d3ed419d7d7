package rhapsode.gguf;

import static rhapsode.gguf.Cursor.quote;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import rhapsode.RhapsodeException;

/** Metadata as a file has it. */
final class FileMetadata implements Metadata {
  private final Path path;
  private final Map<String, Value> values;

  FileMetadata(Path path, Map<String, Value> values) {
    this.path = path;
    this.values = values;
  }

  /** The value under {@code key} with its exact type. */
  Value value(String key) {
    Value value = values.get(key);
    if (value == null) {
      throw new RhapsodeException(
          path
              + ": the metadata has no key "
              + quote(key)
              + ", which is needed; convert the model again with a current converter");
    }
    return value;
  }

  @Override
  public Set<String> keys() {
    return Collections.unmodifiableSet(values.keySet());
  }

  @Override
  public boolean has(String key) {
    return values.containsKey(key);
  }

  @Override
  public String string(String key) {
    if (value(key) instanceof Value.Text text) {
      return text.text();
    }
    throw wrong(key, "a string");
  }

  @Override
  public String string(String key, String fallback) {
    return has(key) ? string(key) : fallback;
  }

  @Override
  public long integer(String key) {
    if (value(key) instanceof Value.Whole(ValueType type, long value) && type.isInteger()) {
      if (type == ValueType.UINT64 && value < 0) {
        throw refuse(key, "is " + Long.toUnsignedString(value) + ", more than can be counted");
      }
      return value;
    }
    throw wrong(key, "an integer");
  }

  @Override
  public long integer(String key, long fallback) {
    return has(key) ? integer(key) : fallback;
  }

  @Override
  public double number(String key) {
    return switch (value(key)) {
      case Value.Real real -> real.value();
      case Value.Whole(ValueType type, long value) when type == ValueType.UINT64 ->
          Layouts.unsigned(value);
      case Value.Whole(ValueType type, long value) when type.isInteger() -> value;
      default -> throw wrong(key, "a number");
    };
  }

  @Override
  public double number(String key, double fallback) {
    return has(key) ? number(key) : fallback;
  }

  @Override
  public boolean flag(String key, boolean fallback) {
    if (!has(key)) {
      return fallback;
    }
    if (value(key) instanceof Value.Whole(ValueType type, long value) && type == ValueType.BOOL) {
      return value != 0;
    }
    throw wrong(key, "a boolean");
  }

  @Override
  public int[] integers(String key) {
    if (!(value(key) instanceof Value.Numbers numbers) || !numbers.elementType().isInteger()) {
      throw wrong(key, "an array of integers");
    }
    if (numbers.elementType() == ValueType.INT32) {
      return numbers.data().toArray(Layouts.U32);
    }
    int[] integers = new int[numbers.size()];
    for (int i = 0; i < integers.length; i++) {
      long value = numbers.integer(i);
      integers[i] = (int) value;
      boolean wrapped = value < 0 && numbers.elementType() == ValueType.UINT64;
      if (integers[i] != value || wrapped) {
        String shown = wrapped ? Long.toUnsignedString(value) : Long.toString(value);
        throw refuse(key, "has " + shown + " at index " + i + ", which does not fit 32 bits");
      }
    }
    return integers;
  }

  @Override
  public float[] numbers(String key) {
    if (!(value(key) instanceof Value.Numbers numbers) || numbers.elementType() == ValueType.BOOL) {
      throw wrong(key, "an array of numbers");
    }
    if (numbers.elementType() == ValueType.FLOAT32) {
      return numbers.data().toArray(Layouts.F32);
    }
    float[] floats = new float[numbers.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) numbers.number(i);
    }
    return floats;
  }

  @Override
  public StringArray strings(String key) {
    if (value(key) instanceof Value.Strings strings) {
      return strings.array();
    }
    throw wrong(key, "an array of strings");
  }

  @Override
  public boolean[] flags(String key) {
    if (!(value(key) instanceof Value.Numbers numbers) || numbers.elementType() != ValueType.BOOL) {
      throw wrong(key, "an array of booleans");
    }
    boolean[] flags = new boolean[numbers.size()];
    for (int i = 0; i < flags.length; i++) {
      flags[i] = numbers.integer(i) != 0;
    }
    return flags;
  }

  @Override
  public boolean isArray(String key) {
    return value(key).type() == ValueType.ARRAY;
  }

  private RhapsodeException wrong(String key, String wanted) {
    return refuse(key, "is " + describe(value(key)) + " where " + wanted + " belongs");
  }

  private RhapsodeException refuse(String key, String complaint) {
    return new RhapsodeException(
        path + ": the metadata key " + quote(key) + " " + complaint + "; convert the model again");
  }

  private static String describe(Value value) {
    return switch (value) {
      case Value.Numbers numbers -> "an array of " + numbers.elementType();
      case Value.Strings strings -> "an array of " + ValueType.STRING;
      case Value.Whole whole -> whole.type() + " " + whole.value();
      case Value.Real real -> real.type() + " " + real.value();
      case Value.Text text -> "a string";
    };
  }
}
