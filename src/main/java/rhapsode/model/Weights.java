package rhapsode.model;

import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import rhapsode.bindings.ExpertLinear;
import rhapsode.bindings.Linear;
import rhapsode.bindings.Tensor;

/**
 * The weights of a model by their names in the file, each shape checked when it is asked for. An
 * architecture asks for all it needs once, when it is built.
 */
public interface Weights {
  /** Whether the file has the tensor. */
  boolean has(String name);

  /** How many values a row of the tensor {@code name} has: a matrix's inputs. */
  int cols(String name);

  /** How many rows the tensor {@code name} has, a matrix's outputs; a vector has one. */
  int rows(String name);

  /** The weights whose names begin with {@code prefix}, by what follows it. */
  default Weights within(String prefix) {
    return new LayerWeights(this, prefix);
  }

  /** The weights of layer {@code index} by their names within it: "attn_norm.weight". */
  default Weights layer(int index) {
    return within("blk." + index + ".");
  }

  /** What {@code read} makes of the weights of each of {@code count} layers. */
  default <T> List<T> layers(int count, Function<Weights, T> read) {
    return IntStream.range(0, count).mapToObj(this::layer).map(read).toList();
  }

  /**
   * The linear layer {@code name}: {@code name.weight} of (outputs, inputs), ready for products,
   * and {@code name.bias} where the file has one.
   */
  Linear linear(String name, int inputs, int outputs);

  /**
   * The linear layers of {@code count} experts: {@code name.weight} of (count, outputs, inputs),
   * and {@code name.bias} where the file has one.
   */
  ExpertLinear experts(String name, int inputs, int outputs, int count);

  /**
   * The tensor {@code name} of {@code length} values, in whatever shape, as one row of float32: a
   * norm's weight.
   */
  Tensor vector(String name, int length);

  /** The same, or null where the file has no such tensor. */
  default Tensor vectorIfPresent(String name, int length) {
    return has(name) ? vector(name, length) : null;
  }

  /** The tensor {@code name} of rows of {@code cols}, as the file has it, to take rows from. */
  Tensor table(String name, int cols);

  /** Values made of a file's, as one row of float32. */
  Tensor constant(float[] values);

  /** The values of the small tensor {@code name} of that shape, innermost first. */
  float[] values(String name, long... shape);

  /** The values of the small tensor {@code name}, or null where the file has none. */
  default float[] valuesIfPresent(String name, int length) {
    return has(name) ? values(name, length) : null;
  }
}
