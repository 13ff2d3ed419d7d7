package rhapsode.bindings;

import java.util.List;

/**
 * One op of a traced step.
 *
 * @param layer of the model, -1 outside the layers
 * @param op name of the op
 * @param operands shapes and types, the output first
 * @param kernel what computed it
 * @param work what it could not do without
 * @param nanoseconds what it took, the barrier after it included
 */
public record TraceLine(
    int layer, String op, List<String> operands, Kernel kernel, Work work, long nanoseconds) {
  /** How data flows through the op: "output &lt;- inputs", shapes and types. */
  public String flow() {
    return operands.getFirst() + " <- " + String.join(", ", operands.subList(1, operands.size()));
  }

  /** The layer's number, or "" outside the layers. */
  public String layerName() {
    return layer < 0 ? "" : Integer.toString(layer);
  }
}
