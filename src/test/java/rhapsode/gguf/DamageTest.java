package rhapsode.gguf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rhapsode.RhapsodeException;

/** A real file, cut and changed in many places: refused or read, never anything else. */
class DamageTest {
  private static final int CUTS = 200;
  private static final int FLIPS = 2_000;
  private static final int WORST_VALUES = 300;

  @TempDir Path folder;

  @Test
  void refusesAFileThatIsCutAnywhere() throws IOException {
    byte[] whole = Files.readAllBytes(GgufFileTest.fixture());
    int headBytes = (int) headBytes();
    Path path = folder.resolve("cut.gguf");
    for (int i = 0; i < CUTS; i++) {
      // every other cut falls into the head, which is a small part of the file
      long bounds = i % 2 == 0 ? headBytes : whole.length - 1;
      int bytes = (int) (bounds * i / CUTS);
      Files.write(path, Arrays.copyOf(whole, bytes));
      String message =
          assertThrows(RhapsodeException.class, () -> GgufFile.open(path), "cut after " + bytes)
              .getMessage();
      assertTrue(message.startsWith(path + ": "), message);
    }
  }

  @Test
  void survivesAnyByteChanged() throws IOException {
    Path path = Files.copy(GgufFileTest.fixture(), folder.resolve("flipped.gguf"));
    byte[] whole = Files.readAllBytes(path);
    int headBytes = (int) headBytes();
    Random random = new Random(2_000);
    int refused = 0;
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      for (int i = 0; i < FLIPS; i++) {
        int at = random.nextInt(headBytes);
        put(channel, at, (byte) (whole[at] ^ 1 + random.nextInt(255)));
        refused += refused(path) ? 1 : 0;
        put(channel, at, whole[at]);
      }
    }
    assertEquals(-1, Files.mismatch(path, GgufFileTest.fixture()));
    assertTrue(refused > FLIPS / 100, refused + " refused");
  }

  @Test
  void survivesTheWorstNumbersAnywhere() throws IOException {
    Path path = Files.copy(GgufFileTest.fixture(), folder.resolve("worst.gguf"));
    byte[] whole = Files.readAllBytes(path);
    int headBytes = (int) headBytes();
    long[] worst = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 60, Integer.MAX_VALUE, -32, 0};
    Random random = new Random(60);
    int refused = 0;
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      for (int i = 0; i < WORST_VALUES; i++) {
        int at = random.nextInt(headBytes - Long.BYTES);
        byte[] number =
            ByteBuffer.allocate(Long.BYTES).putLong(0, Long.reverseBytes(worst[i % 7])).array();
        put(channel, at, number);
        refused += refused(path) ? 1 : 0;
        put(channel, at, Arrays.copyOfRange(whole, at, at + Long.BYTES));
      }
    }
    assertTrue(refused > WORST_VALUES / 2, refused + " refused");
  }

  /** Opens the file and reads all of it; any other exception fails the test. */
  private static boolean refused(Path path) {
    try (GgufFile file = GgufFile.open(path)) {
      file.metadata().keys().forEach(key -> readAll(file, key));
      file.tensors().forEach(tensor -> assertEquals(tensor.bytes(), file.data(tensor).byteSize()));
      return false;
    } catch (RhapsodeException e) {
      return true;
    }
  }

  private static void readAll(GgufFile file, String key) {
    Metadata metadata = file.metadata();
    switch (file.value(key)) {
      case Value.Strings strings -> {
        StringArray array = metadata.strings(key);
        for (int i = 0; i < array.size(); i++) {
          array.get(i);
        }
      }
      case Value.Numbers numbers when numbers.elementType() == ValueType.BOOL ->
          metadata.flags(key);
      case Value.Numbers numbers when numbers.elementType().isInteger() -> metadata.integers(key);
      case Value.Numbers numbers -> metadata.numbers(key);
      case Value.Text text -> metadata.string(key);
      case Value.Real real -> metadata.number(key);
      case Value.Whole whole when whole.type() == ValueType.BOOL -> metadata.flag(key, false);
      case Value.Whole whole -> metadata.integer(key);
    }
  }

  private static long headBytes() {
    try (GgufFile file = GgufFile.open(GgufFileTest.fixture())) {
      return file.tensors().stream().mapToLong(TensorInfo::offset).min().orElseThrow();
    }
  }

  private static void put(FileChannel channel, long at, byte... bytes) throws IOException {
    channel.write(ByteBuffer.wrap(bytes), at);
  }
}
