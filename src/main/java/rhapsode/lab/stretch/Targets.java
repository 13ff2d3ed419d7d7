package rhapsode.lab.stretch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import rhapsode.RhapsodeException;

/**
 * One fixed set of target tokens, which every length scores: blocks of neighbours, the first at the
 * end of a text and the others spread over its second half. Where they lie depends on neither the
 * lengths nor how many blocks there are, so that a larger sweep adds to a smaller one. At a length
 * of n each block is the end of a window of n tokens that is read from an empty cache, so that the
 * last target of a block has n - 1 tokens before it and the first one {@code block} - 1 fewer. What
 * differs from length to length is thus the context alone.
 *
 * @param tokens of the whole text
 * @param begin takes the place of each window's first token; -1 for none
 * @param ends where each block ends, exclusive
 * @param block targets of a block
 */
public record Targets(int[] tokens, int begin, List<Integer> ends, int block) {
  private static final int TRIES = 1 << 12;

  /**
   * Chooses the blocks.
   *
   * @param longest tokens of the longest window
   * @param blocks how many blocks
   * @throws RhapsodeException if the text is too short for them
   */
  public static Targets of(int[] tokens, int begin, int longest, int blocks, int block) {
    List<Integer> ends = new ArrayList<>();
    for (int i = 0; i < TRIES && ends.size() < blocks; i++) {
      int end = (int) (tokens.length * place(i));
      if (end >= longest && ends.stream().allMatch(other -> Math.abs(other - end) >= block)) {
        ends.add(end);
      }
    }
    if (ends.size() < blocks) {
      throw new RhapsodeException(
          "the text has %,d tokens, which leaves room for %d blocks of %d targets, not %d, with %,d tokens up to their end; give a longer text, shorter lengths or fewer blocks"
              .formatted(tokens.length, ends.size(), block, blocks, longest));
    }
    return new Targets(tokens, begin, ends, block);
  }

  /** The end of the text first, then places that ever more finely fill its second half. */
  private static double place(int number) {
    double radicalInverse = Integer.toUnsignedLong(Integer.reverse(number)) / 0x1p32;
    return number == 0 ? 1 : 0.5 + radicalInverse / 2;
  }

  /** The window of {@code length} tokens that ends with a block. */
  int[] ids(int number, int length) {
    int end = ends.get(number);
    int[] ids = Arrays.copyOfRange(tokens, end - length, end);
    if (begin >= 0) {
      ids[0] = begin;
    }
    return ids;
  }
}
