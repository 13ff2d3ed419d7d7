package rhapsode.bindings;

/**
 * A matrix in a buffer of a device: {@code rows} rows of {@code cols} values.
 *
 * @param buffer the buffer's number, from 1 on
 * @param offset bytes from the start of the buffer to row 0
 * @param stride bytes from a row to the next; 0 for a packed matrix and for one row repeated
 * @param type the element type
 */
public record Tensor(int buffer, long offset, long stride, ElementType type, int cols, int rows) {
  /** Columns {@code from .. from + count - 1} of every row, without copying. */
  public Tensor columns(int from, int count) {
    check(from >= 0 && count > 0 && from <= cols - count, "columns", from, count);
    return new Tensor(buffer, offset + type.rowBytes(from), stride, type, count, rows);
  }

  /** Rows {@code from .. from + count - 1}, without copying. */
  public Tensor rows(int from, int count) {
    check(from >= 0 && count > 0 && from <= rows - count, "rows", from, count);
    return new Tensor(buffer, offset + from * stride, stride, type, cols, count);
  }

  /** The same values as rows of {@code width}: heads as rows of their own. Rows must lie dense. */
  public Tensor split(int width) {
    check(cols % width == 0 && stride == type.rowBytes(cols), "rows", 0, width);
    return new Tensor(buffer, offset, type.rowBytes(width), type, width, rows * (cols / width));
  }

  /** The first row {@code count} times, without copying. */
  public Tensor repeated(int count) {
    return new Tensor(buffer, offset, 0, type, cols, count);
  }

  private void check(boolean fits, String what, int from, int count) {
    if (!fits) {
      throw new IndexOutOfBoundsException(
          "%s %d + %d of (%d, %d)".formatted(what, from, count, rows, cols));
    }
  }

  /** Shape and type: "(17, 576) F32". */
  public String shape() {
    return "(" + rows + ", " + cols + ") " + type.name();
  }
}
