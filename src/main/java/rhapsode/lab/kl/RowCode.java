package rhapsode.lab.kl;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import rhapsode.RhapsodeException;
import rhapsode.lab.Distribution;

/**
 * A distribution over the vocabulary in 16 bits an entry: log p = scale * code + least, where least
 * belongs to a logit 16 below the largest, or to the smallest one. In the file: scale and least as
 * float32, then the codes, and one more where they are odd in number.
 */
public final class RowCode {
  /** Logits so far below the largest are as good as those yet smaller. */
  private static final float RANGE = 16;

  private static final int LARGEST_CODE = 65535;

  private final int vocabulary;
  private final ByteBuffer bytes;
  private final float[] logprobs;

  /** A row without content. */
  RowCode(int vocabulary) {
    this.vocabulary = vocabulary;
    bytes = ByteBuffer.allocate(bytes(vocabulary)).order(ByteOrder.LITTLE_ENDIAN);
    logprobs = new float[vocabulary];
  }

  /** Bytes of a row. */
  static int bytes(int vocabulary) {
    return 2 * Float.BYTES + Short.BYTES * (vocabulary + vocabulary % 2);
  }

  /** The row as it stands in a file. */
  byte[] array() {
    return bytes.array();
  }

  /** Makes this the row of these logits. */
  void encode(float[] logits) {
    float max = Float.NEGATIVE_INFINITY;
    float min = Float.POSITIVE_INFINITY;
    for (float logit : logits) {
      max = Math.max(max, logit);
      min = Math.min(min, logit);
    }
    min = Math.max(min, max - RANGE);
    float scale = (max - min) / LARGEST_CODE;
    bytes.putFloat(0, scale);
    bytes.putFloat(Float.BYTES, (float) (min - new Distribution(logits).logSum()));
    float inverse = scale > 0 ? 1 / scale : 0;
    for (int i = 0; i < vocabulary; i++) {
      double code = Math.rint(inverse * (Math.max(logits[i], min) - min));
      bytes.putShort(at(i), (short) Math.min(code, LARGEST_CODE));
    }
  }

  /**
   * Reads the log-probabilities out of {@link #array}, into which a row was put.
   *
   * @throws RhapsodeException if they are no numbers
   */
  void decode() {
    float scale = bytes.getFloat(0);
    float least = bytes.getFloat(Float.BYTES);
    if (!(scale >= 0) || !Float.isFinite(scale * LARGEST_CODE + least)) {
      throw new RhapsodeException(
          "a row has the scale %s and the least log-probability %s, which are none"
              .formatted(scale, least));
    }
    for (int i = 0; i < vocabulary; i++) {
      logprobs[i] = scale * Short.toUnsignedInt(bytes.getShort(at(i))) + least;
    }
  }

  /** The log-probabilities that {@link #decode} read; the array is used again for the next row. */
  public float[] logprobs() {
    return logprobs;
  }

  private static int at(int entry) {
    return 2 * Float.BYTES + Short.BYTES * entry;
  }
}
