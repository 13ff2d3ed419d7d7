package rhapsode.run;

/**
 * The rows of a cache, lent in blocks. A block may have several holders, where sequences begin
 * alike; it is free again when the last of them gives it back.
 */
final class RowPool {
  /** Rows in a block: few enough to waste little, enough to lie side by side. */
  static final int BLOCK = 32;

  private final int[] holders;
  private final int[] free;
  private int freeBlocks;

  /** A pool of the whole blocks in {@code rows} rows. */
  RowPool(int rows) {
    freeBlocks = rows / BLOCK;
    holders = new int[freeBlocks];
    free = new int[freeBlocks];
    for (int i = 0; i < freeBlocks; i++) {
      free[i] = freeBlocks - 1 - i;
    }
  }

  int freeBlocks() {
    return freeBlocks;
  }

  /** Blocks that {@code rows} rows take. */
  static int blocks(int rows) {
    return (rows + BLOCK - 1) / BLOCK;
  }

  /** Lends a free block, of which there must be one; it holds rows from block * BLOCK on. */
  int take() {
    int block = free[--freeBlocks];
    holders[block] = 1;
    return block;
  }

  /** Adds a holder to a lent block. */
  void share(int block) {
    holders[block]++;
  }

  /** Takes a holder away. */
  void giveBack(int block) {
    if (--holders[block] == 0) {
      free[freeBlocks++] = block;
    }
  }
}
