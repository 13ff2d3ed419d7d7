package rhapsode.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The cache rows of one sequence, in the order of its positions, out of a {@link RowPool}. */
final class SequenceRows {
  private final RowPool pool;
  private final List<Lent> blocks = new ArrayList<>();
  private int[] rows = new int[RowPool.BLOCK];
  private int size;

  /** A block and the first position whose row is in it. */
  private record Lent(int block, int from) {}

  SequenceRows(RowPool pool) {
    this.pool = pool;
  }

  /** Takes blocks until there are {@code count} rows; false where the pool has too few. */
  boolean reserve(int count) {
    while (size < count) {
      if (pool.freeBlocks() == 0) {
        return false;
      }
      int block = pool.take();
      blocks.add(new Lent(block, size));
      grow(size + RowPool.BLOCK);
      for (int i = 0; i < RowPool.BLOCK; i++) {
        rows[size++] = block * RowPool.BLOCK + i;
      }
    }
    return true;
  }

  /** Begins with the first {@code count} rows of {@code other}, which are not written any more. */
  void share(SequenceRows other, int count) {
    clear();
    grow(count);
    System.arraycopy(other.rows, 0, rows, 0, count);
    size = count;
    for (Lent lent : other.blocks) {
      if (lent.from() < count) {
        blocks.add(lent);
        pool.share(lent.block());
      }
    }
  }

  /** The rows of the first {@code count} positions. */
  int[] first(int count) {
    return Arrays.copyOf(rows, count);
  }

  /** Gives all rows back. */
  void clear() {
    blocks.forEach(lent -> pool.giveBack(lent.block()));
    blocks.clear();
    size = 0;
  }

  private void grow(int count) {
    if (count > rows.length) {
      rows = Arrays.copyOf(rows, Math.max(count, 2 * rows.length));
    }
  }
}
