package rhapsode.lab.quantize;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import rhapsode.NearNames;
import rhapsode.RhapsodeException;
import rhapsode.gguf.TensorType;

/**
 * What a model can be quantized to, by llama.cpp's names: a type that most matrices take, and a
 * {@link TypeMix} for the others. The numbers are those of GGUF's key {@code general.file_type}.
 */
public enum FileType {
  F32(0, TensorType.F32),
  F16(1, TensorType.F16),
  BF16(32, TensorType.BF16),
  Q8_0(7, TensorType.Q8_0),
  Q6_K(18, TensorType.Q6_K),
  Q5_K_M(17, TensorType.Q5_K),
  Q5_K_S(16, TensorType.Q5_K),
  Q5_1(9, TensorType.Q5_1),
  Q5_0(8, TensorType.Q5_0),
  Q4_K_M(15, TensorType.Q4_K),
  Q4_K_S(14, TensorType.Q4_K),
  Q4_1(3, TensorType.Q4_1),
  Q4_0(2, TensorType.Q4_0),
  IQ4_NL(25, TensorType.IQ4_NL),
  IQ4_XS(30, TensorType.IQ4_XS),
  MXFP4(38, TensorType.MXFP4),
  MXFP4_MOE(38, TensorType.MXFP4),
  Q3_K_L(13, TensorType.Q3_K),
  Q3_K_M(12, TensorType.Q3_K),
  Q3_K_S(11, TensorType.Q3_K),
  IQ3_M(27, TensorType.IQ3_S),
  IQ3_S(26, TensorType.IQ3_S),
  IQ3_XS(22, TensorType.IQ3_S),
  IQ3_XXS(23, TensorType.IQ3_XXS),
  Q2_K(10, TensorType.Q2_K),
  Q2_K_S(21, TensorType.Q2_K),
  TQ2_0(37, TensorType.TQ2_0),
  TQ1_0(36, TensorType.TQ1_0);

  private final int id;
  private final TensorType base;

  FileType(int id, TensorType base) {
    this.id = id;
    this.base = base;
  }

  /** The value of {@code general.file_type}. */
  public int id() {
    return id;
  }

  /** The type of most matrices. */
  public TensorType base() {
    return base;
  }

  /** All names, largest files first. */
  public static List<String> names() {
    return Arrays.stream(values()).map(FileType::name).toList();
  }

  /**
   * The type of that name, in any case; {@code Q4_K} and its like mean {@code Q4_K_M}.
   *
   * @throws RhapsodeException if there is none
   */
  public static FileType of(String name) {
    String wanted = name.toUpperCase(Locale.ROOT);
    String whole =
        switch (wanted) {
          case "Q3_K", "Q4_K", "Q5_K" -> wanted + "_M";
          default -> wanted;
        };
    for (FileType type : values()) {
      if (type.name().equals(whole)) {
        return type;
      }
    }
    String why =
        isTensorType(wanted)
            ? "there is no quantizer for %s, which can only be read"
            : "there is no type '%s'";
    throw new RhapsodeException(
        why.formatted(isTensorType(wanted) ? wanted : name)
            + NearNames.question(wanted, names())
            + "; there are "
            + String.join(", ", names()));
  }

  /**
   * The type of single tensors of that name, in any case.
   *
   * @throws RhapsodeException if there is none that can be quantized to
   */
  public static TensorType tensorType(String name) {
    String wanted = name.toUpperCase(Locale.ROOT);
    List<String> known = Arrays.stream(values()).map(type -> type.base.name()).distinct().toList();
    if (!known.contains(wanted)) {
      throw new RhapsodeException(
          "a tensor can't be quantized to '%s'%s; it can be %s"
              .formatted(name, NearNames.question(wanted, known), String.join(", ", known)));
    }
    return TensorType.valueOf(wanted);
  }

  private static boolean isTensorType(String name) {
    return Arrays.stream(TensorType.values()).anyMatch(type -> type.name().equals(name));
  }
}
