package rhapsode.block;

import java.util.List;
import rhapsode.bindings.Bias;
import rhapsode.bindings.Seen;
import rhapsode.bindings.Tensor;

/**
 * What one step of the model is about: n new tokens, where their keys and values go, what each
 * sees. Made by the session, read by the architectures.
 */
public interface Step {
  /** Token ids, I32 (1, n). */
  Tensor ids();

  /** Positions of the new tokens in their sequences, I32 (1, n). */
  Tensor positions();

  /** The rows of the step whose logits are wanted, I32 (1, m). */
  Tensor wanted();

  /** Cache rows of the new tokens, I32 (1, n); those of a form of their keys. */
  Tensor cacheRows(int form);

  /** The key cache of a layer, (capacity, key heads * key length). */
  Tensor keys(int layer);

  /** The value cache of a layer, (capacity, value heads * value length). */
  Tensor values(int layer);

  /**
   * Cosines and sines by which the queries of a layer turn, F32 (n, rotated values) each: a table
   * for each form that a query takes; empty where nothing turns.
   */
  List<Tensor> queryTurns(int layer);

  /** The same for keys, each form of which has cache rows of its own. */
  List<Tensor> keyTurns(int layer);

  /** Which cache rows each token sees in a layer. */
  Seen seen(int layer);

  /** Memory {@code index} of a layer, as {@link Layer#memories} asks for it. */
  Tensor memory(int layer, int index);

  /** Which cache rows hold what the model keeps of the source, the same for each token. */
  Seen source();

  /** What distance adds to the scores of a layer; null for nothing. */
  Bias bias(int layer);

  /** Is told what the wanted rows are right before they become logits, F32 (m, width). */
  void represented(Tensor rows);
}
