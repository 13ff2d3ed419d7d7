package rhapsode.run;

import java.util.Arrays;
import rhapsode.token.Tokenizer;

/**
 * What an encoder reads: one text, or several joined.
 *
 * @param ids the tokens
 * @param segments to which of the texts each token belongs, from 0 on
 */
public record EncoderText(int[] ids, int[] segments) {
  /** One text, as tokens. */
  public static EncoderText of(int[] ids) {
    return new EncoderText(ids, new int[ids.length]);
  }

  /**
   * Two texts in the form that models of sentence pairs are trained on, {@code [CLS] a [SEP] b
   * [SEP]}, with the separator between them twice where the file says so ({@code <s> a </s></s> b
   * </s>}: RoBERTa).
   */
  public static EncoderText pair(Model model, String first, String second) {
    Tokenizer tokenizer = model.tokenizer();
    int[] head = tokenizer.encode(first, true, true);
    int[] tail = tokenizer.encode(second, false, true);
    boolean twice =
        model.metadata().flag("tokenizer.ggml.add_eos_token", false)
            && model.metadata().flag("tokenizer.ggml.add_sep_token", false);
    int between = twice ? 1 : 0;
    int after = tokenizer.suffix() >= 0 ? 1 : 0;
    int[] ids = new int[head.length + between + tail.length + after];
    int[] segments = new int[ids.length];
    System.arraycopy(head, 0, ids, 0, head.length);
    if (twice) {
      ids[head.length] = tokenizer.special().separator();
    }
    int at = head.length + between;
    System.arraycopy(tail, 0, ids, at, tail.length);
    if (after > 0) {
      ids[ids.length - 1] = tokenizer.suffix();
    }
    Arrays.fill(segments, at, ids.length, 1);
    return new EncoderText(ids, segments);
  }
}
