package rhapsode.gguf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Puts the bytes of a file together that no writer would write. */
final class RawGguf {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Magic, version and the two counts. */
  static RawGguf head(int version, long tensors, long entries) {
    return new RawGguf().int32(PartReader.MAGIC).int32(version).int64(tensors).int64(entries);
  }

  /** The head of a file with one tensor of type F32, its offset and data still to come. */
  static RawGguf tensor(String name, int type, long... shape) {
    return head(3, 1, 0).tensorWithoutOffset(name, type, shape);
  }

  RawGguf tensorWithoutOffset(String name, int type, long... shape) {
    string(name).int32(shape.length);
    for (long extent : shape) {
      int64(extent);
    }
    return int32(type);
  }

  RawGguf int8(int value) {
    bytes.write(value);
    return this;
  }

  RawGguf int32(int value) {
    return raw(order(4).putInt(value));
  }

  RawGguf int64(long value) {
    return raw(order(8).putLong(value));
  }

  RawGguf string(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    int64(utf8.length);
    bytes.writeBytes(utf8);
    return this;
  }

  RawGguf key(String key, ValueType type) {
    return string(key).int32(type.id());
  }

  /** Zeros up to the next multiple of 32 and {@code count} more. */
  RawGguf data(int count) {
    bytes.writeBytes(new byte[(-bytes.size() & 31) + count]);
    return this;
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  private RawGguf raw(ByteBuffer value) {
    bytes.writeBytes(value.array());
    return this;
  }

  private static ByteBuffer order(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
