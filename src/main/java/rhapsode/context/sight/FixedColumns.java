package rhapsode.context.sight;

import java.util.Arrays;
import java.util.List;
import rhapsode.context.Arguments;
import rhapsode.context.Method;
import rhapsode.context.Parameter;

/**
 * The fixed pattern of the Sparse Transformer (Child et al. 2019, arXiv 1904.10509, sec. 4.3), both
 * parts at once: the query's own block, and the last columns of each block before.
 *
 * @param stride tokens of a block
 * @param columns last ones of a block that later blocks see
 */
record FixedColumns(int stride, int columns) implements Sight {
  static final Method<Sighting> METHOD =
      new Method<>(
          "fixed",
          List.of(
              new Parameter("stride", "128", "l, tokens of a block"),
              new Parameter("columns", "8", "c, the last ones of a block that later ones see")),
          "the own block, and the last tokens of each block before",
          "Child et al. 2019, arXiv 1904.10509",
          "less: what is not seen is not read",
          true,
          FixedColumns::of);

  private static Sight of(Arguments given) {
    int stride = given.count("stride", 1);
    int columns = given.count("columns", 1);
    given.require(columns <= stride, "has more columns than a block has tokens");
    return new FixedColumns(stride, columns);
  }

  @Override
  public int first(int position) {
    return 0;
  }

  @Override
  public int orders() {
    return 2;
  }

  @Override
  public int[] order(int order, int length) {
    int[] positions = new int[Math.ceilDiv(length, stride) * columns];
    int count = 0;
    for (int i = 0; i < positions.length; i++) {
      int position = i / columns * stride + stride - columns + i % columns;
      positions[count] = position;
      count += position < length ? 1 : 0;
    }
    return Arrays.copyOf(positions, count);
  }

  @Override
  public int mostSpans() {
    return 2;
  }

  @Override
  public List<Span> spans(int position) {
    int block = position / stride;
    return List.of(new Span(1, 0, block * columns), new Span(0, block * stride, position + 1));
  }
}
