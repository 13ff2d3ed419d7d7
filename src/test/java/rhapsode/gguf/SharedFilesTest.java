package rhapsode.gguf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies each GGUF file of a folder given as {@code -Drhapsode.shared=FOLDER} bit for bit. */
class SharedFilesTest {
  @TempDir Path folder;

  @Test
  void copiesEveryFile() throws IOException {
    String shared = System.getProperty("rhapsode.shared");
    if (shared == null) {
      Assumptions.abort("skipped: no folder of models is given with -Drhapsode.shared");
    }
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(Path.of(shared))) {
      paths = walk.filter(path -> path.toString().endsWith(".gguf")).toList();
    }
    assertTrue(!paths.isEmpty(), "no GGUF files in " + shared);
    Path copy = folder.resolve("copy.gguf");
    for (Path path : paths) {
      try (GgufFile file = GgufFile.open(path)) {
        GgufWriter.copyOf(file).write(copy);
      }
      assertEquals(-1, Files.mismatch(path, copy), path + " differs");
    }
  }
}
