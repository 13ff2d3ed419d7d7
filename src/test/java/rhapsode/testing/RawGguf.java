package rhapsode.testing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import rhapsode.gguf.ValueType;

/** Puts the bytes of a file together that no writer would write. */
public final class RawGguf {
  private static final int MAGIC = 0x46554747; // "GGUF", little endian

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Magic, version and the two counts. */
  public static RawGguf head(int version, long tensors, long entries) {
    return new RawGguf().int32(MAGIC).int32(version).int64(tensors).int64(entries);
  }

  /** The head of a file with one tensor of type F32, its offset and data still to come. */
  public static RawGguf tensor(String name, int type, long... shape) {
    return head(3, 1, 0).tensorWithoutOffset(name, type, shape);
  }

  /** What stands before the offset in the entry of a tensor. */
  public RawGguf tensorWithoutOffset(String name, int type, long... shape) {
    string(name).int32(shape.length);
    for (long extent : shape) {
      int64(extent);
    }
    return int32(type);
  }

  /** Appends a byte. */
  public RawGguf int8(int value) {
    bytes.write(value);
    return this;
  }

  /** Appends four bytes, as all numbers little endian. */
  public RawGguf int32(int value) {
    return raw(order(4).putInt(value));
  }

  /** Appends eight bytes. */
  public RawGguf int64(long value) {
    return raw(order(8).putLong(value));
  }

  /** Appends a length and UTF-8. */
  public RawGguf string(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    int64(utf8.length);
    bytes.writeBytes(utf8);
    return this;
  }

  /** Appends a key and the type of its value, which is still to come. */
  public RawGguf key(String key, ValueType type) {
    return string(key).int32(type.id());
  }

  /** Zeros up to the next multiple of 32 and {@code count} more. */
  public RawGguf data(int count) {
    bytes.writeBytes(new byte[(-bytes.size() & 31) + count]);
    return this;
  }

  /** The whole file. */
  public byte[] bytes() {
    return bytes.toByteArray();
  }

  private RawGguf raw(ByteBuffer value) {
    byte[] whole = new byte[value.capacity()];
    value.get(0, whole);
    bytes.writeBytes(whole);
    return this;
  }

  private static ByteBuffer order(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
