package rhapsode.lab.quantize;

import java.util.List;
import java.util.regex.Pattern;
import rhapsode.gguf.TensorType;

/**
 * What a model shall become.
 *
 * @param fileType the type, with its mix
 * @param pure without the mix: every matrix of the type's own
 * @param tokenEmbedding type of the token embeddings, or null for the mix's
 * @param output type of the matrix that makes logits, or null for the mix's
 * @param tensors types of tensors whose names a pattern is found in; the first that fits
 * @param leaveOutput whether {@code output.weight} keeps its type
 * @param allowRequantize whether matrices that are quantized may be quantized again
 */
public record QuantizeOptions(
    FileType fileType,
    boolean pure,
    TensorType tokenEmbedding,
    TensorType output,
    List<TensorChoice> tensors,
    boolean leaveOutput,
    boolean allowRequantize) {

  /**
   * A type for some tensors.
   *
   * @param name is looked for in the tensors' names
   * @param type what they become
   */
  public record TensorChoice(Pattern name, TensorType type) {}

  /** A type with its mix and no exceptions. */
  public static QuantizeOptions of(FileType fileType) {
    return new QuantizeOptions(fileType, false, null, null, List.of(), false, false);
  }
}
