package rhapsode.lab.kl;

import java.util.List;
import rhapsode.lab.perplexity.Chunks;
import rhapsode.lab.perplexity.Window;

/**
 * What stands at the beginning of a file of saved distributions, llama.cpp's {@code _logits_} file.
 *
 * <p>The file, little endian: the eight characters {@code _logits_}; context, vocabulary and number
 * of chunks as int32; the tokens of the chunks as int32, as the text has them; then a row for each
 * scored target of {@link Chunks}, as {@link RowCode} describes.
 *
 * @param context tokens of a chunk
 * @param vocabulary entries of the vocabulary
 * @param tokens of all chunks, one after the other
 */
public record LogitsHeader(int context, int vocabulary, int[] tokens) {
  static final byte[] MAGIC = {'_', 'l', 'o', 'g', 'i', 't', 's', '_'};

  /** Bytes before the tokens. */
  static final int FIXED_BYTES = MAGIC.length + 3 * Integer.BYTES;

  /** How many chunks there are. */
  public int chunks() {
    return tokens.length / context;
  }

  /** The chunks, as windows of their tokens. */
  public List<Window> windows() {
    return new Chunks(context).upTo(tokens.length);
  }

  /** Rows of a chunk. */
  static int rows(int context) {
    return context - 1 - context / 2;
  }

  /** Bytes of a whole file. */
  static long bytes(int context, int vocabulary, int chunks) {
    return FIXED_BYTES
        + (long) Integer.BYTES * context * chunks
        + (long) rows(context) * chunks * RowCode.bytes(vocabulary);
  }
}
