package rhapsode.bindings;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Sums, on a device, of the squares of what linear layers read: for each layer and each column of
 * its input over all rows that passed. Importance matrices are made of them.
 */
public final class InputSums implements AutoCloseable {
  private final Device device;
  private final Map<String, Tensor> sums = new LinkedHashMap<>();

  /**
   * What the matrices of one layer read: one matrix or, with experts, several.
   *
   * @param squares sum of the squares of each column, matrix by matrix
   * @param rows rows that were summed, for each matrix
   */
  public record Input(float[] squares, float[] rows) {}

  /** Sums of nothing yet, on the device of the tapes that will add to them. */
  public InputSums(Device device) {
    this.device = device;
  }

  /** Where the squares of a layer's inputs are added, with the rows: (matrices, cols + 1) F32. */
  Tensor of(String name, int cols, int matrices) {
    return sums.computeIfAbsent(name, layer -> allocate(cols + 1, matrices));
  }

  private Tensor allocate(int cols, int rows) {
    long stride = ElementType.F32.rowBytes(cols);
    return new Tensor(device.allocate(stride * rows), 0, stride, ElementType.F32, cols, rows);
  }

  /** The sums by the names of the layers' weights, in the order in which they first ran. */
  public Map<String, Input> read() {
    Map<String, Input> inputs = new LinkedHashMap<>();
    sums.forEach((name, tensor) -> inputs.put(name, read(tensor)));
    return inputs;
  }

  private Input read(Tensor tensor) {
    MemorySegment memory = device.memory(tensor.buffer(), tensor.stride() * tensor.rows());
    int cols = tensor.cols() - 1;
    float[] squares = new float[cols * tensor.rows()];
    float[] rows = new float[tensor.rows()];
    for (int matrix = 0; matrix < rows.length; matrix++) {
      long at = matrix * tensor.stride();
      MemorySegment.copy(memory, ValueLayout.JAVA_FLOAT, at, squares, matrix * cols, cols);
      rows[matrix] = memory.get(ValueLayout.JAVA_FLOAT, at + (long) cols * Float.BYTES);
    }
    return new Input(squares, rows);
  }

  @Override
  public void close() {
    sums.values().forEach(tensor -> device.free(tensor.buffer()));
    sums.clear();
  }
}
