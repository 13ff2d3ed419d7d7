package rhapsode.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import rhapsode.gguf.GgufFile;

/** Models with a planted fault. */
public final class DamagedModel {
  private DamagedModel() {}

  /** A copy of a fixture whose float32 tensor {@code name} begins with {@code value}. */
  public static Path copy(Fixture fixture, Path target, String name, float value)
      throws IOException {
    Files.copy(fixture.model(), target, StandardCopyOption.REPLACE_EXISTING);
    long offset;
    try (GgufFile file = GgufFile.open(target)) {
      offset = file.tensor(name).orElseThrow().offset();
    }
    ByteBuffer bytes = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, value);
    try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
      channel.write(bytes, offset);
    }
    return target;
  }
}
