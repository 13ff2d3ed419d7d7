package rhapsode.lab.quantize;

import rhapsode.gguf.TensorInfo;
import rhapsode.gguf.TensorType;

/**
 * A tensor and what becomes of it.
 *
 * @param source as the file has it
 * @param type what it becomes
 * @param wanted what it would have become, had its rows been whole blocks of that
 */
public record PlannedTensor(TensorInfo source, TensorType type, TensorType wanted) {
  /** Bytes it will take. */
  public long bytes() {
    return source.rows() * type.bytes(source.cols());
  }

  /** Whether its bytes are taken over as they are. */
  public boolean copied() {
    return source.type() == type;
  }

  /** Whether its rows did not fit the type it should have had. */
  public boolean fellBack() {
    return type != wanted;
  }
}
