package rhapsode.gguf;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;

/** Writes GGUF's numbers, strings and values to a channel and counts the bytes. */
final class Encoder {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final long LARGEST_WRITE = 1L << 30; // a ByteBuffer cannot have more than 2^31 - 1

  private final WritableByteChannel channel;
  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private long position;

  Encoder(WritableByteChannel channel) {
    this.channel = channel;
  }

  long position() {
    return position;
  }

  void int8(int value) throws IOException {
    room(Byte.BYTES).put((byte) value);
  }

  void int16(int value) throws IOException {
    room(Short.BYTES).putShort((short) value);
  }

  void int32(int value) throws IOException {
    room(Integer.BYTES).putInt(value);
  }

  void int64(long value) throws IOException {
    room(Long.BYTES).putLong(value);
  }

  void string(String text) throws IOException {
    string(MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** A length and the bytes. */
  void string(MemorySegment bytes) throws IOException {
    int64(bytes.byteSize());
    bytes(bytes);
  }

  /** The bytes alone. */
  void bytes(MemorySegment bytes) throws IOException {
    if (bytes.byteSize() <= BUFFER_BYTES) {
      room((int) bytes.byteSize()).put(bytes.asByteBuffer());
      return;
    }
    flush();
    for (long at = 0; at < bytes.byteSize(); at += LARGEST_WRITE) {
      long count = Math.min(LARGEST_WRITE, bytes.byteSize() - at);
      drain(bytes.asSlice(at, count).asByteBuffer());
    }
    position += bytes.byteSize();
  }

  /** Zeros up to the next multiple of {@code alignment}, a power of two. */
  void pad(long alignment) throws IOException {
    long zeros = -position & (alignment - 1);
    for (long i = 0; i < zeros; i++) {
      int8(0);
    }
  }

  /** The type of a value and the value. */
  void value(Value value) throws IOException {
    int32(value.type().id());
    switch (value) {
      case Value.Whole whole -> integer(whole);
      case Value.Real(ValueType type, double number) when type == ValueType.FLOAT32 ->
          int32(Float.floatToRawIntBits((float) number));
      case Value.Real real -> int64(Double.doubleToRawLongBits(real.value()));
      case Value.Text text -> string(text.utf8());
      case Value.Numbers numbers -> {
        int32(numbers.elementType().id());
        int64(numbers.size());
        bytes(numbers.data());
      }
      case Value.Strings strings -> {
        int32(ValueType.STRING.id());
        strings(strings.array());
      }
    }
  }

  /** Hands everything to the channel. */
  void flush() throws IOException {
    buffer.flip();
    drain(buffer);
    buffer.clear();
  }

  private void integer(Value.Whole whole) throws IOException {
    switch (whole.type().bytes()) {
      case Byte.BYTES -> int8((int) whole.value());
      case Short.BYTES -> int16((int) whole.value());
      case Integer.BYTES -> int32((int) whole.value());
      default -> int64(whole.value());
    }
  }

  private void strings(StringArray array) throws IOException {
    int64(array.size());
    if (array instanceof MappedStrings mapped) {
      bytes(mapped.data());
      return;
    }
    for (int i = 0; i < array.size(); i++) {
      string(MemorySegment.ofArray(array.bytes(i)));
    }
  }

  private ByteBuffer room(int bytes) throws IOException {
    if (buffer.remaining() < bytes) {
      flush();
    }
    position += bytes;
    return buffer;
  }

  private void drain(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
