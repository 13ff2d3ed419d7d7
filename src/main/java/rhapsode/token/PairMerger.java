package rhapsode.token;

/**
 * The loop of byte-pair encoding: a text starts as single characters, and the pair of neighbours
 * that comes first in the order is joined, the leftmost of equals, until no pair is in the order.
 *
 * <p>The pieces are a linked list and the pairs a heap, so n characters take O(n log n). Pairs that
 * have changed since they were put on the heap are recognized when they come up. One merger serves
 * many texts one after another, but only one thread.
 */
final class PairMerger {
  /** What an {@link Order} answers for two pieces that are never joined. */
  static final int NEVER = Integer.MAX_VALUE;

  /** Says which neighbours are joined, the lowest first. */
  interface Order {
    /** The place of the pair {@code text[from, middle)}, {@code text[middle, to)}. */
    int of(byte[] text, int from, int middle, int to);
  }

  /** Receives the pieces that are left. */
  interface Pieces {
    /** The next piece is {@code text[from, to)}. */
    void piece(byte[] text, int from, int to);
  }

  private final Order order;
  private byte[] text = {};
  private int count; // of characters at the beginning
  private int[] starts = {}; // of each piece in the text; starts[count] is the end
  private int[] next = {};
  private int[] previous = {};
  private int[] places = {}; // in the order, of the pair that begins with each piece
  private final LongHeap pairs = new LongHeap(); // place << 32 | first piece

  PairMerger(Order order) {
    this.order = order;
  }

  /**
   * Joins the characters of {@code text[0, length)}, which is UTF-8, and hands out what is left.
   */
  void merge(byte[] text, int length, Pieces pieces) {
    this.text = text;
    cut(length);
    for (int i = 0; i < count; i++) {
      look(i);
    }
    while (!pairs.isEmpty()) {
      long pair = pairs.removeFirst();
      int left = (int) pair;
      if (places[left] == (int) (pair >> 32)) {
        join(left);
      }
    }
    for (int i = 0; i < count; i = next[i]) {
      pieces.piece(text, starts[i], starts[next[i]]);
    }
  }

  private void cut(int length) {
    if (starts.length < length + 1) {
      int capacity = Math.max(length + 1, 64);
      starts = new int[capacity];
      next = new int[capacity];
      previous = new int[capacity];
      places = new int[capacity];
    }
    count = 0;
    for (int at = 0; at < length; at = Utf8.next(text, at, length)) {
      starts[count] = at;
      next[count] = count + 1;
      previous[count] = count - 1;
      count++;
    }
    starts[count] = length;
  }

  private void join(int left) {
    int right = next[left];
    next[left] = next[right];
    previous[next[right]] = left;
    places[right] = NEVER;
    look(left);
    if (previous[left] >= 0) {
      look(previous[left]);
    }
  }

  private void look(int left) {
    int right = next[left];
    if (right == count) {
      places[left] = NEVER;
      return;
    }
    places[left] = order.of(text, starts[left], starts[right], starts[next[right]]);
    if (places[left] != NEVER) {
      pairs.add((long) places[left] << 32 | left);
    }
  }
}
