package rhapsode.token.template;

import java.util.AbstractList;

/** A range of whole numbers. */
final class Range extends AbstractList<Object> {
  /** The sandbox of Jinja refuses longer ones. */
  private static final int MAX_LENGTH = 100_000;

  private final long start;
  private final long stop;
  private final long step;
  private final int size;

  Range(long start, long stop, long step) {
    if (step == 0) {
      throw new TemplateError("range() arg 3 must not be zero");
    }
    this.start = start;
    this.stop = stop;
    this.step = step;
    double length =
        step > 0
            ? Math.ceil(((double) stop - start) / step)
            : Math.ceil(((double) start - stop) / -(double) step);
    if (length > MAX_LENGTH) {
      throw new TemplateError(
          "Range too big. The sandbox blocks ranges larger than MAX_RANGE (" + MAX_LENGTH + ").");
    }
    this.size = (int) Math.max(0, length);
  }

  @Override
  public Object get(int index) {
    return start + index * step;
  }

  @Override
  public int size() {
    return size;
  }

  /** The range of the items from {@code from} to before {@code to} in steps of {@code by}. */
  Range part(int from, int to, int by) {
    return new Range(start + from * step, start + to * step, step * by);
  }

  Object bound(String name) {
    return switch (name) {
      case "start" -> start;
      case "stop" -> stop;
      default -> step;
    };
  }

  String repr() {
    return "range(" + start + ", " + stop + (step == 1 ? ")" : ", " + step + ")");
  }
}
