package rhapsode.lab.imatrix;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import rhapsode.RhapsodeException;
import rhapsode.bindings.InputSums;
import rhapsode.lab.perplexity.Window;
import rhapsode.run.Session;
import rhapsode.token.Tokenizer;

/**
 * Measures importance matrices. Chunks of a text are read from an empty cache, each with the token
 * that begins a text in place of its first one where the vocabulary has it, as {@code
 * llama-imatrix} reads them; every token of a chunk counts.
 */
public final class ImportanceRun {
  private static final String LAYERS = "blk.";

  private ImportanceRun() {}

  /**
   * Reads chunks of a text.
   *
   * @param session holds a chunk
   * @param tokens of the text
   * @param chunks where they lie in it
   * @param output whether the matrix that makes logits is measured too, which takes longer
   * @param text what the text is called
   * @param done hears how many chunks are done
   * @throws RhapsodeException if an input is no number
   */
  public static ImportanceMatrix measure(
      Session session,
      int[] tokens,
      List<Window> chunks,
      boolean output,
      String text,
      IntConsumer done) {
    try (InputSums sums = new InputSums(session.model().device())) {
      session.observe(sums);
      Tokenizer tokenizer = session.model().tokenizer();
      float[] logits = new float[session.model().vocabularySize()];
      for (int i = 0; i < chunks.size(); i++) {
        int[] ids = Arrays.copyOfRange(tokens, chunks.get(i).start(), chunks.get(i).end());
        if (tokenizer.prefix() >= 0) {
          ids[0] = tokenizer.prefix();
        }
        session.truncate(0);
        if (output) {
          session.score(ids, (position, row) -> {});
        } else {
          session.feed(ids, logits);
        }
        done.accept(i + 1);
      }
      int size = chunks.getFirst().end() - chunks.getFirst().start();
      return new ImportanceMatrix(
          "", entries(sums.read(), output), List.of(text), chunks.size(), size);
    }
  }

  private static SortedMap<String, ImportanceMatrix.Entry> entries(
      Map<String, InputSums.Input> inputs, boolean output) {
    SortedMap<String, ImportanceMatrix.Entry> entries = new TreeMap<>();
    inputs.forEach(
        (name, input) -> {
          if (output || name.startsWith(LAYERS)) {
            entries.put(name, entry(name, input));
          }
        });
    return entries;
  }

  private static ImportanceMatrix.Entry entry(String name, InputSums.Input input) {
    for (float sum : input.squares()) {
      if (!Float.isFinite(sum)) {
        throw new RhapsodeException(
            "the inputs of %s come to %s; 'rhapsode doctor --check' tells whether the kernels are sound, else the model file is not"
                .formatted(name, sum));
      }
    }
    return new ImportanceMatrix.Entry(input.squares(), input.rows());
  }
}
