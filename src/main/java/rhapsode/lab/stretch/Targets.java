package rhapsode.lab.stretch;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import rhapsode.RhapsodeException;
import rhapsode.lab.perplexity.Window;

/**
 * One fixed set of target tokens, which every length scores: blocks of neighbours, spread evenly
 * over a text. At a length of n each block is the end of a window of n tokens that is read from an
 * empty cache, so that the last target of a block has n - 1 tokens before it and the first one
 * {@code block} - 1 fewer. What differs from length to length is thus the context alone.
 *
 * @param tokens of the whole text
 * @param begin takes the place of each window's first token; -1 for none
 * @param ends where each block ends, exclusive
 * @param block targets of a block
 */
public record Targets(int[] tokens, int begin, List<Integer> ends, int block) {
  /**
   * Chooses the blocks.
   *
   * @param longest tokens of the longest window
   * @param blocks how many blocks
   * @throws RhapsodeException if the text is too short for them
   */
  public static Targets of(int[] tokens, int begin, int longest, int blocks, int block) {
    long needed = longest + (blocks - 1L) * block;
    if (tokens.length < needed) {
      throw new RhapsodeException(
          "the text has %,d tokens, and %d blocks of %d targets with %,d tokens before them need %,d; give a longer text, shorter lengths or fewer blocks"
              .formatted(tokens.length, blocks, block, longest, needed));
    }
    List<Integer> ends =
        IntStream.range(0, blocks)
            .map(
                i ->
                    longest
                        + (int) ((long) (tokens.length - longest) * i / Math.max(1, blocks - 1)))
            .boxed()
            .toList();
    return new Targets(tokens, begin, ends, block);
  }

  /** All targets. */
  public int count() {
    return ends.size() * block;
  }

  /** The window of {@code length} tokens that ends with a block. */
  public Window window(int number, int length) {
    int end = ends.get(number);
    return new Window(end - length, end, end - block);
  }

  /** The tokens of that window. */
  int[] ids(int number, int length) {
    int end = ends.get(number);
    int[] ids = Arrays.copyOfRange(tokens, end - length, end);
    if (begin >= 0) {
      ids[0] = begin;
    }
    return ids;
  }
}
