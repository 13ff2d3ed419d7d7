package rhapsode.block;

/** Matrices whose columns become rows as a model is read. */
final class Transposed {
  private Transposed() {}

  /** The values of {@code rows} rows, column after column. */
  static float[] of(float[] values, int rows) {
    int cols = values.length / rows;
    float[] transposed = new float[values.length];
    for (int row = 0; row < rows; row++) {
      for (int col = 0; col < cols; col++) {
        transposed[col * rows + row] = values[row * cols + col];
      }
    }
    return transposed;
  }
}
