package rhapsode.context.sight;

import java.util.List;
import rhapsode.context.Method;
import rhapsode.context.Parameter;

/** Chunks of a text that do not see each other, as in Llama 4's local layers (Meta 2025). */
record Chunked(int size) implements Sight {
  static final Method<Sighting> METHOD =
      new Method<>(
          "chunked",
          List.of(new Parameter("size", "original/2", "tokens of a chunk")),
          "chunks that do not see each other",
          "Meta 2025, Llama 4",
          "less: what is not seen is not read",
          true,
          given -> new Chunked(given.count("size", 1)));

  @Override
  public int first(int position) {
    return position / size * size;
  }
}
