package rhapsode.run;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import rhapsode.bindings.Seen;
import rhapsode.bindings.Tape;
import rhapsode.context.distance.Reckoning;
import rhapsode.context.sight.Sight;
import rhapsode.context.sight.Span;

/**
 * Which keys the queries of a step see, in which forms, where a sight lays keys out in several
 * orders or a key is kept in several forms: a list of cache rows, order after order and form after
 * form, each from a whole chunk of places on, and spans in it.
 */
final class SpanLayout {
  private static final int SPAN = 3;

  private final Sight sight;
  private final Reckoning reckoning;
  private final int capacity;
  private final int mostSpans;

  /** For a cache of {@code capacity} tokens. */
  SpanLayout(Sight sight, Reckoning reckoning, int capacity) {
    this.sight = sight;
    this.reckoning = reckoning;
    this.capacity = capacity;
    mostSpans = sight.mostSpans() * (reckoning.borders(0).length + 1);
  }

  /** Writes both as inputs of the step. */
  Seen on(Tape tape, List<Part> parts) {
    int[] spans = new int[parts.stream().mapToInt(part -> part.ids().length).sum() * width()];
    int[] rows = new int[0];
    int at = 0;
    for (Part part : parts) {
      Keys keys = new Keys(part, rows.length);
      rows = keys.appendTo(rows);
      for (int position = part.first(); position < part.end(); position++, at += width()) {
        keys.spans(position, spans, at);
      }
    }
    return new Seen(tape.integers(spans, width()), tape.integers(rows));
  }

  private int width() {
    return SPAN * mostSpans;
  }

  /** Where the keys of one part lie. */
  private final class Keys {
    private final Part part;
    private final int[][] orders;
    private final int[] starts;
    private final int end;

    Keys(Part part, int start) {
      this.part = part;
      orders =
          IntStream.range(0, sight.orders())
              .mapToObj(
                  order ->
                      order == 0
                          ? IntStream.range(0, part.end()).toArray()
                          : sight.order(order, part.end()))
              .toArray(int[][]::new);
      starts = new int[orders.length];
      int next = start;
      for (int order = 0; order < orders.length; order++) {
        starts[order] = next;
        next += reckoning.keyForms() * places(orders[order].length);
      }
      end = next;
    }

    int[] appendTo(int[] rows) {
      int[] all = Arrays.copyOf(rows, end);
      for (int order = 0; order < orders.length; order++) {
        for (int form = 0; form < reckoning.keyForms(); form++) {
          int at = starts[order] + form * places(orders[order].length);
          for (int position : orders[order]) {
            all[at++] = form * capacity + part.row(position);
          }
        }
      }
      return all;
    }

    /** Cuts what a query sees where its forms change. */
    void spans(int position, int[] spans, int at) {
      int[] borders = reckoning.borders(position);
      int next = at;
      for (Span span : sight.spans(position)) {
        int[] order = orders[span.order()];
        int from = span.first();
        for (int stretch = 0; stretch <= borders.length; stretch++) {
          int to = stretch == borders.length ? span.end() : below(order, borders[stretch]);
          to = Math.clamp(to, from, span.end());
          if (to > from) {
            int form = reckoning.keyForm(stretch);
            spans[next++] = starts[span.order()] + form * places(order.length) + from;
            spans[next++] = to - from;
            spans[next++] = reckoning.queryForm(stretch);
            from = to;
          }
        }
      }
    }

    private static int below(int[] order, int position) {
      int at = Arrays.binarySearch(order, position);
      return at < 0 ? -1 - at : at;
    }
  }

  /** Places that {@code count} keys take. */
  static int places(int count) {
    return (count + Seen.CHUNK - 1) / Seen.CHUNK * Seen.CHUNK;
  }
}
