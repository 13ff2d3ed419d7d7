package rhapsode.arch;

import rhapsode.bindings.Tensor;
import rhapsode.block.Step;

/**
 * The step in which an encoder reads a text. What it makes of a layer's keys and values is needed
 * in that layer alone.
 */
public interface Passage extends Step {
  /**
   * To which of the texts that were joined each token belongs, from 0 on and below {@code kinds},
   * I32 (1, n).
   */
  Tensor segments(int kinds);
}
