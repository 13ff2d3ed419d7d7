package rhapsode.cli.batch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Prompts of several lines, between lines that hold a marker and nothing else. */
final class BlockSource implements Source {
  private final Lines lines;
  private final byte[] marker;

  BlockSource(Lines lines, String marker) {
    this.lines = lines;
    this.marker = marker.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public Row next() throws IOException {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    long first = 0;
    for (byte[] line = lines.next(); line != null; line = lines.next()) {
      if (Arrays.equals(line, marker)) {
        if (first > 0) {
          return row(first, block);
        }
      } else if (first > 0 || !Lines.isBlank(line)) {
        first = first > 0 ? first : lines.number();
        block.writeBytes(line);
        block.write('\n');
      }
    }
    return first > 0 ? row(first, block) : null;
  }

  private static Row row(long first, ByteArrayOutputStream block) {
    byte[] text = block.toByteArray();
    return new Row(first, () -> LineSource.prompt(Utf8.decode(text).stripTrailing()));
  }
}
