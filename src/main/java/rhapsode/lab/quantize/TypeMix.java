package rhapsode.lab.quantize;

import rhapsode.gguf.TensorInfo;
import rhapsode.gguf.TensorType;

/**
 * Which type a matrix takes in a file of a {@link FileType}: mixes that spend more bits where they
 * were found to matter most, those of llama.cpp (MIT), {@code llama_tensor_get_type}. Where that
 * takes IQ2_S, for queries and keys of IQ3_XXS, they are IQ3_XXS here.
 *
 * @param fileType of the file
 * @param layers of the model
 * @param queriesPerKey query heads that share a key head
 * @param tied whether the token embeddings make the logits too
 * @param large whether the model is of the 70B kind, with few value heads in 80 layers
 * @param weighed whether there is an importance matrix
 */
record TypeMix(
    FileType fileType,
    int layers,
    int queriesPerKey,
    boolean tied,
    boolean large,
    boolean weighed) {
  private static final int SHARED = 4;

  /** The type of a matrix of {@code layer}. */
  TensorType of(Role role, int layer, TensorInfo tensor) {
    if (role == Role.OUTPUT || (role == Role.TOKEN_EMBEDDING && tied)) {
      return tensor.cols() % base().blockLength() == 0 ? output() : TensorType.Q8_0;
    }
    if (fileType == FileType.MXFP4_MOE) {
      return tensor.extent(2) > 1 ? TensorType.MXFP4 : TensorType.Q8_0;
    }
    return switch (role) {
      case TOKEN_EMBEDDING -> embeddings();
      case VALUE -> large ? raised(values(layer)) : values(layer);
      case QUERY, KEY -> fileType == FileType.IQ3_XS ? TensorType.IQ3_XXS : base();
      case ATTENTION_OUTPUT -> attentionOutput();
      case GATE, UP ->
          fileType == FileType.IQ3_XS && layer >= layers / 8 && layer < 7 * layers / 8
              ? TensorType.IQ3_XXS
              : base();
      case DOWN -> down(layer);
      case KEPT, OUTPUT, OTHER -> base();
    };
  }

  private TensorType base() {
    return fileType.base();
  }

  private TensorType output() {
    return switch (fileType) {
      case MXFP4_MOE, Q8_0 -> TensorType.Q8_0;
      case IQ3_XXS -> TensorType.Q5_K;
      default -> TensorType.Q6_K;
    };
  }

  private TensorType embeddings() {
    return switch (fileType) {
      case IQ3_XXS -> TensorType.IQ3_S;
      case TQ1_0, TQ2_0 -> TensorType.Q4_K;
      default -> base();
    };
  }

  private TensorType values(int layer) {
    boolean shared = queriesPerKey >= SHARED;
    return switch (fileType) {
      case Q2_K -> shared ? TensorType.Q4_K : TensorType.Q3_K;
      case Q2_K_S, IQ3_XS, IQ3_S -> shared ? TensorType.Q4_K : base();
      case IQ3_XXS -> shared ? TensorType.Q4_K : weighed ? TensorType.IQ3_XXS : TensorType.IQ3_S;
      case IQ3_M -> TensorType.Q4_K;
      case Q3_K_M -> layer < 2 ? TensorType.Q5_K : TensorType.Q4_K;
      case Q3_K_L -> TensorType.Q5_K;
      case IQ4_NL, IQ4_XS -> shared ? TensorType.Q5_K : base();
      case Q4_K_M, Q5_K_M -> moreBits(layer) ? TensorType.Q6_K : base();
      case Q4_K_S -> layer < 4 ? TensorType.Q5_K : base();
      default -> base();
    };
  }

  private static TensorType raised(TensorType type) {
    return type == TensorType.Q3_K || type == TensorType.Q4_K ? TensorType.Q5_K : type;
  }

  private TensorType attentionOutput() {
    return switch (fileType) {
      case Q2_K -> TensorType.Q3_K;
      case IQ3_XXS -> TensorType.IQ3_S;
      case Q3_K_M, IQ3_M -> TensorType.Q4_K;
      case Q3_K_L -> TensorType.Q5_K;
      default -> base();
    };
  }

  private TensorType down(int layer) {
    boolean early = layer < layers / 8;
    return switch (fileType) {
      case Q2_K -> TensorType.Q3_K;
      case Q2_K_S, IQ3_M -> early ? TensorType.Q4_K : base();
      case IQ3_XXS -> weighed ? base() : early ? TensorType.Q4_K : TensorType.Q3_K;
      case Q3_K_M -> layer < layers / 16 ? TensorType.Q5_K : TensorType.Q4_K;
      case Q3_K_L -> TensorType.Q5_K;
      case Q4_K_M, Q5_K_M -> moreBits(layer) ? TensorType.Q6_K : base();
      case Q4_K_S -> early ? TensorType.Q5_K : base();
      case IQ4_NL, IQ4_XS -> early && !weighed ? TensorType.Q5_K : base();
      case Q4_0 -> early && weighed ? TensorType.Q4_1 : base();
      case Q5_0 -> early && weighed ? TensorType.Q5_1 : base();
      default -> base();
    };
  }

  /** The first and last eighth of the layers, and every third between. */
  private boolean moreBits(int layer) {
    int eighth = layers / 8;
    return layer < eighth || layer >= 7 * layers / 8 || (layer - eighth) % 3 == 2;
  }

  /** The type in the place of one whose blocks do not fit rows of {@code cols}. */
  static TensorType fitting(TensorType type, long cols) {
    if (cols % type.blockLength() == 0) {
      return type;
    }
    TensorType smaller =
        switch (type) {
          case IQ3_XXS, IQ3_S, IQ4_XS -> TensorType.IQ4_NL;
          case Q2_K, Q3_K, TQ1_0, TQ2_0 -> TensorType.Q4_0;
          case Q4_K -> TensorType.Q5_0;
          case Q5_K -> TensorType.Q5_1;
          case Q6_K -> TensorType.Q8_0;
          default -> TensorType.F16;
        };
    return cols % smaller.blockLength() == 0 ? smaller : TensorType.F16;
  }
}
