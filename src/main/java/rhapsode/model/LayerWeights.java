package rhapsode.model;

import rhapsode.bindings.ExpertLinear;
import rhapsode.bindings.Linear;
import rhapsode.bindings.Tensor;

/**
 * The weights whose names begin alike.
 *
 * @param all where they are
 * @param prefix what their names begin with, "blk.0."
 */
record LayerWeights(Weights all, String prefix) implements Weights {
  @Override
  public boolean has(String name) {
    return all.has(prefix + name);
  }

  @Override
  public int cols(String name) {
    return all.cols(prefix + name);
  }

  @Override
  public int rows(String name) {
    return all.rows(prefix + name);
  }

  @Override
  public Linear linear(String name, int inputs, int outputs) {
    return all.linear(prefix + name, inputs, outputs);
  }

  @Override
  public ExpertLinear experts(String name, int inputs, int outputs, int count) {
    return all.experts(prefix + name, inputs, outputs, count);
  }

  @Override
  public Tensor vector(String name, int length) {
    return all.vector(prefix + name, length);
  }

  @Override
  public Tensor table(String name, int cols) {
    return all.table(prefix + name, cols);
  }

  @Override
  public Tensor constant(float[] values) {
    return all.constant(values);
  }

  @Override
  public float[] values(String name, long... shape) {
    return all.values(prefix + name, shape);
  }
}
