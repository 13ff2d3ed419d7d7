package rhapsode.context.sight;

import java.util.List;
import rhapsode.context.Method;
import rhapsode.context.Parameter;

/**
 * The strided pattern of the Sparse Transformer (Child et al. 2019, arXiv 1904.10509, sec. 4.3),
 * both parts at once: the last {@code stride} keys and every key a multiple of that away. Keys lie
 * in an order by remainder besides, so that such keys are neighbours. With {@code local} 0 and
 * {@code most} keys it is Longformer's dilated window.
 *
 * @param stride the distance of neighbours
 * @param local last keys that are seen all, the query's own included; 0 for none
 * @param most keys a multiple of the stride away, the query's own included; 0 for all
 */
record Strided(int stride, int local, int most) implements Sight {
  static final Method<Sighting> METHOD =
      new Method<>(
          "strided",
          List.of(new Parameter("stride", "128", "l: the last l keys, and every l-th before")),
          "the last keys, and those before at whole strides",
          "Child et al. 2019, arXiv 1904.10509",
          "less: what is not seen is not read",
          true,
          given -> new Strided(given.count("stride", 1), given.count("stride", 1), 0));

  static final Method<Sighting> DILATED =
      new Method<>(
          "dilated",
          List.of(
              new Parameter("size", "original/4", "keys seen, the query's own included"),
              new Parameter("dilation", "2", "their distance from one another")),
          "a window with gaps",
          "Beltagy et al. 2020, arXiv 2004.05150",
          "less: what is not seen is not read",
          true,
          given -> new Strided(given.count("dilation", 1), 0, given.count("size", 1)));

  @Override
  public int first(int position) {
    return 0;
  }

  @Override
  public int orders() {
    return 1 + stride;
  }

  @Override
  public int[] order(int order, int length) {
    int remainder = order - 1;
    int[] positions = new int[Math.max(0, Math.ceilDiv(length - remainder, stride))];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = remainder + i * stride;
    }
    return positions;
  }

  @Override
  public int mostSpans() {
    return 2;
  }

  @Override
  public List<Span> spans(int position) {
    int order = 1 + position % stride;
    int own = position / stride;
    if (local == 0) {
      return List.of(new Span(order, Math.max(0, own - most + 1), own + 1));
    }
    return List.of(
        new Span(order, 0, own), new Span(0, Math.max(0, position - local + 1), position + 1));
  }
}
