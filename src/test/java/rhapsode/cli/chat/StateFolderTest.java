package rhapsode.cli.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {
  @Test
  void liesWhereTheSystemKeepsState() {
    assertEquals(Path.of("/home/u/.local/state/rhapsode"), of(Map.of(), "Linux"));
    assertEquals(Path.of("/s/rhapsode"), of(Map.of("XDG_STATE_HOME", "/s"), "Linux"));
    assertEquals(
        Path.of("/home/u/.local/state/rhapsode"), of(Map.of("XDG_STATE_HOME", "s"), "Linux"));
    assertEquals(Path.of("/home/u/Library/Application Support/rhapsode"), of(Map.of(), "Mac OS X"));
    assertEquals(Path.of("/r"), of(Map.of("RHAPSODE_HOME", "/r"), "Linux"));
  }

  @Test
  void historyIsMadeOnceAndDoneWithoutWhereItCant(@TempDir Path folder) throws IOException {
    Path file = new StateFolder(folder.resolve("a/b")).history().orElseThrow();
    Files.writeString(file, "kept");
    assertEquals(Optional.of(file), new StateFolder(folder.resolve("a/b")).history());
    assertEquals("kept", Files.readString(file));
    Path blocked = Files.createFile(folder.resolve("file"));
    assertTrue(new StateFolder(blocked).history().isEmpty());
  }

  private static Path of(Map<String, String> environment, String system) {
    return StateFolder.of(environment, system, "/home/u").root();
  }
}
