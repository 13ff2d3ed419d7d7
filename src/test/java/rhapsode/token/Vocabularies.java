package rhapsode.token;

import java.nio.file.Path;
import rhapsode.gguf.GgufFile;

/** Vocabularies for tests. */
final class Vocabularies {
  static final Path FOLDER = Path.of("src/test/resources/tokenizers");

  private Vocabularies() {}

  /** A small vocabulary by name. */
  static Tokenizer of(String name) {
    return open(FOLDER.resolve(name + ".gguf"));
  }

  /** The tokenizer of a file, which is closed again. */
  static Tokenizer open(Path path) {
    try (GgufFile file = GgufFile.open(path)) {
      return Tokenizer.of(file.metadata());
    }
  }
}
