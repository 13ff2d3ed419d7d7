package rhapsode.token;

import java.util.Arrays;

/**
 * The tokens as a tree of bytes, to find all that begin at a place of a text in one walk that stops
 * as soon as none can follow.
 *
 * <p>The edges lie in one hash table with open addressing, so a tree of a million bytes is a few
 * arrays and no objects.
 */
final class ByteTrie {
  /** The node of the empty string. */
  static final int ROOT = 0;

  /** Where there is no such node or token. */
  static final int NONE = StringIndex.NONE;

  private long[] edges = new long[1 << 10]; // node << 8 | byte, plus 1; 0 where free
  private int[] targets = new int[edges.length];
  private int[] tokens = {NONE}; // by node
  private int nodes = 1;

  /** Adds a token; of equal spellings the first one counts. */
  void add(byte[] spelling, int token) {
    int node = ROOT;
    for (byte b : spelling) {
      int next = step(node, b);
      node = next == NONE ? grow(node, b) : next;
    }
    if (tokens[node] == NONE) {
      tokens[node] = token;
    }
  }

  /** The node reached from {@code node} by one more byte, or {@link #NONE}. */
  int step(int node, byte next) {
    int slot = slot(edge(node, next));
    return edges[slot] == 0 ? NONE : targets[slot];
  }

  /** The token that ends at {@code node}, or {@link #NONE}. */
  int token(int node) {
    return tokens[node];
  }

  private int grow(int node, byte next) {
    if (2 * nodes > edges.length) {
      widen();
    }
    if (nodes == tokens.length) {
      tokens = Arrays.copyOf(tokens, 2 * nodes);
    }
    int slot = slot(edge(node, next));
    edges[slot] = edge(node, next);
    targets[slot] = nodes;
    tokens[nodes] = NONE;
    return nodes++;
  }

  private void widen() {
    long[] oldEdges = edges;
    int[] oldTargets = targets;
    edges = new long[2 * oldEdges.length];
    targets = new int[edges.length];
    for (int i = 0; i < oldEdges.length; i++) {
      if (oldEdges[i] != 0) {
        int slot = slot(oldEdges[i]);
        edges[slot] = oldEdges[i];
        targets[slot] = oldTargets[i];
      }
    }
  }

  /** Where the edge is, or the free place where it belongs. */
  private int slot(long edge) {
    // multiplied by the golden ratio, whose upper bits depend on all bits of the edge
    int slot = (int) ((edge * 0x9E3779B97F4A7C15L) >>> 32) & (edges.length - 1);
    while (edges[slot] != 0 && edges[slot] != edge) {
      slot = (slot + 1) & (edges.length - 1);
    }
    return slot;
  }

  private static long edge(int node, byte next) {
    return ((long) node << 8 | (next & 0xFF)) + 1;
  }
}
