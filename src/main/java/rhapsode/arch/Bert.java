package rhapsode.arch;

import rhapsode.bindings.Activation;
import rhapsode.bindings.Pairing;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.block.Attention;
import rhapsode.block.Embedding;
import rhapsode.block.FeedForward;
import rhapsode.block.Layer;
import rhapsode.block.MaskHead;
import rhapsode.block.Norm;
import rhapsode.block.PostNormLayer;
import rhapsode.block.RankHead;
import rhapsode.block.Step;
import rhapsode.context.distance.Alibi;
import rhapsode.context.distance.Distance;
import rhapsode.context.rotation.Rotation;
import rhapsode.context.rotation.Rotations;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * BERT (Devlin et al. 2018, arXiv 1810.04805) and its kin with the norms after the residuals:
 * learned positions and GELU, in RoBERTa (arXiv 1907.11692) too; rotary positions and SwiGLU in
 * Nomic Embed (arXiv 2402.01613); linear biases to both sides and GeGLU in Jina Embeddings 2 (arXiv
 * 2310.19923), whose code model has another norm.
 */
final class Bert {
  private Bert() {}

  /** The layer of Jina's code model: the input is added and normalized a second time. */
  private record TwiceNormedLayer(
      Attention attention,
      Norm attentionNorm,
      Norm secondNorm,
      FeedForward feedForward,
      Norm feedForwardNorm)
      implements Layer {
    @Override
    public void apply(Tape tape, Step step, int index, Tensor x) {
      Tensor h = attention.apply(tape, step, index, x);
      tape.add(h, x);
      attentionNorm.applyInPlace(tape, h);
      tape.add(x, h);
      secondNorm.applyInPlace(tape, x);

      feedForward.add(tape, x, x);
      feedForwardNorm.applyInPlace(tape, x);
    }
  }

  /** BERT, and RoBERTa, whose first two positions are not in the file. */
  static Encoder bert(Hyper hyper, Weights weights) {
    Embedding embedding =
        Embedding.read(weights, hyper)
            .withPositions(weights.table("position_embd.weight", hyper.width()));
    Encoder.Positions learned = Encoder.Positions.everywhere(Rotation.NONE, Distance.FREE);
    return read(hyper, weights, embedding, Activation.GELU, learned);
  }

  /** Nomic Embed. */
  static Encoder nomic(Hyper hyper, Weights weights) {
    Rotation rotation = Rotations.read(hyper.rope(), weights);
    Encoder.Positions rotary = Encoder.Positions.everywhere(rotation, Distance.FREE);
    return read(hyper, weights, Embedding.read(weights, hyper), Activation.SILU, rotary);
  }

  /** Jina Embeddings 2. */
  static Encoder jina(Hyper hyper, Weights weights) {
    Alibi alibi = new Alibi(hyper.heads(), hyper.number("attention.max_alibi_bias", 8));
    Encoder.Positions linear = Encoder.Positions.everywhere(Rotation.NONE, alibi);
    return read(hyper, weights, Embedding.read(weights, hyper), Activation.GELU, linear);
  }

  private static Encoder read(
      Hyper hyper,
      Weights weights,
      Embedding embedding,
      Activation activation,
      Encoder.Positions positions) {
    return new Encoder(
        embedding,
        weights.has("token_types.weight")
            ? weights.table("token_types.weight", hyper.width())
            : null,
        Norm.layer(weights, "token_embd_norm", hyper),
        weights.layers(hyper.layers(), layer -> layer(hyper, layer, activation)),
        null,
        positions,
        MaskHead.read(weights, hyper, embedding.vocabularySize()),
        RankHead.read(weights, hyper));
  }

  private static Layer layer(Hyper hyper, Weights weights, Activation activation) {
    Attention attention =
        Attention.read(weights, hyper, Pairing.HALVES)
            .normalized(weights, Norm.Kind.LAYER, hyper.epsilon());
    Norm attentionNorm = Norm.layer(weights, "attn_output_norm", hyper);
    FeedForward feedForward =
        isGated(weights, hyper)
            ? FeedForward.gated(weights, hyper, activation)
            : FeedForward.plain(weights, hyper, activation);
    Norm feedForwardNorm = Norm.layer(weights, "layer_output_norm", hyper);
    if (weights.has("attn_norm_2.weight")) {
      Norm second = Norm.layer(weights, "attn_norm_2", hyper);
      return new TwiceNormedLayer(attention, attentionNorm, second, feedForward, feedForwardNorm);
    }
    return new PostNormLayer(attention, attentionNorm, feedForward, feedForwardNorm);
  }

  private static boolean isGated(Weights weights, Hyper hyper) {
    return weights.has("ffn_gate.weight") || weights.rows("ffn_up.weight") != hyper.feedForward();
  }
}
