package rhapsode.lab.kl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import rhapsode.RhapsodeException;

class RowCodeTest {
  @Test
  void comesBackToHalfACode() {
    float[] logits = {3, -20, -12.5f, 2.999f, 0, -13, 1.25f};
    RowCode row = new RowCode(logits.length);
    assertEquals(8 + 2 * 8, row.array().length);
    row.encode(logits);
    row.decode();
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit);
    }
    for (int i = 0; i < logits.length; i++) {
      double expected = Math.max(logits[i], 3 - 16) - Math.log(sum);
      assertEquals(expected, row.logprobs()[i], 16.0 / 65535 / 2 + 1e-5, "entry " + i);
    }
  }

  @Test
  void equalLogitsHaveNoScale() {
    RowCode row = new RowCode(4);
    row.encode(new float[] {5, 5, 5, 5});
    row.decode();
    for (float logprob : row.logprobs()) {
      assertEquals(-Math.log(4), logprob, 1e-6);
    }
  }

  @Test
  void numbersThatAreNoneAreRefused() {
    RowCode row = new RowCode(2);
    ByteBuffer bytes = ByteBuffer.wrap(row.array()).order(ByteOrder.LITTLE_ENDIAN);
    for (float scale : new float[] {Float.NaN, -1, Float.POSITIVE_INFINITY}) {
      bytes.putFloat(0, scale);
      RhapsodeException refused = assertThrows(RhapsodeException.class, row::decode);
      assertTrue(refused.getMessage().contains("scale " + scale), refused.getMessage());
    }
  }
}
