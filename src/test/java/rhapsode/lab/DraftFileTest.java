package rhapsode.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rhapsode.RhapsodeException;

class DraftFileTest {
  @TempDir Path folder;

  @Test
  void appearsWhenComplete() throws IOException {
    Path path = Files.writeString(folder.resolve("a.txt"), "old");
    try (DraftFile draft = DraftFile.open(path)) {
      draft.stream().write("new".getBytes(StandardCharsets.UTF_8));
      assertEquals("old", Files.readString(path));
      draft.complete();
    }
    assertEquals("new", Files.readString(path));
    assertEquals(List.of(path), files());
  }

  @Test
  void leavesNothingBehindOtherwise() throws IOException {
    try (DraftFile draft = DraftFile.open(folder.resolve("a.txt"))) {
      draft.stream().write(7);
    }
    assertEquals(List.of(), files());
  }

  @Test
  void saysWhyNothingCanBeWritten() {
    RhapsodeException missing =
        assertThrows(
            RhapsodeException.class, () -> DraftFile.open(folder.resolve("no/where/a.txt")));
    assertTrue(missing.getMessage().contains("folder does not exist"), missing.getMessage());
    assertThrows(RhapsodeException.class, () -> DraftFile.open(folder));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
