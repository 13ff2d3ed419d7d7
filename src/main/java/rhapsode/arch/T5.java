package rhapsode.arch;

import java.util.List;
import rhapsode.bindings.Activation;
import rhapsode.bindings.Heads;
import rhapsode.bindings.Pairing;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.block.Attention;
import rhapsode.block.CrossAttention;
import rhapsode.block.Embedding;
import rhapsode.block.FeedForward;
import rhapsode.block.Layer;
import rhapsode.block.Norm;
import rhapsode.block.Output;
import rhapsode.block.PreNormLayer;
import rhapsode.block.Step;
import rhapsode.context.distance.Buckets;
import rhapsode.context.distance.Distance;
import rhapsode.context.rotation.Rotation;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * T5 (Raffel et al. 2019, arXiv 1910.10683) and Flan-T5 (arXiv 2210.11416), whose feed-forward
 * parts have gates: an encoder reads the source, a decoder writes the text. Scores are not scaled;
 * distance costs what the first layer's table says, in all layers.
 */
final class T5 {
  private T5() {}

  /** One layer of the decoder. */
  private record DecoderLayer(
      Norm attentionNorm,
      Attention attention,
      Norm crossNorm,
      CrossAttention cross,
      Norm feedForwardNorm,
      FeedForward feedForward)
      implements Layer {
    @Override
    public void apply(Tape tape, Step step, int index, Tensor x) {
      Tensor h = attentionNorm.apply(tape, x);
      attention.add(tape, step, index, h, x);

      h = crossNorm.apply(tape, x);
      cross.add(tape, step, index, h, x);

      h = feedForwardNorm.apply(tape, x);
      feedForward.add(tape, h, x);
    }
  }

  /** Reads a model of both parts. */
  static Architecture read(Hyper hyper, Weights weights) {
    Weights own = weights.within("dec.");
    List<DecoderLayer> stack = own.layers(hyper.layers(), layer -> decoderLayer(hyper, layer));
    Output output = Output.read(weights, hyper, Norm.rms(own, "output_norm", hyper));
    boolean tied = !weights.has("output.weight");
    Source source =
        new Source(
            encoder(hyper, weights),
            stack.stream().map(DecoderLayer::cross).toList(),
            (int) hyper.number("decoder_start_token_id", 0));
    return new Decoder(
            Embedding.read(weights, hyper),
            stack,
            tied ? output.scaled((float) (1 / Math.sqrt(hyper.width()))) : output)
        .charging(distance(hyper, own, false))
        .after(source);
  }

  /** Reads the encoder, which some files hold alone. */
  static Encoder encoder(Hyper hyper, Weights weights) {
    Weights own = weights.within("enc.");
    int layers = hyper.figure("block_count", hyper.layers());
    return new Encoder(
        Embedding.read(weights, hyper),
        null,
        null,
        own.layers(layers, layer -> encoderLayer(hyper, layer)),
        Norm.rms(own, "output_norm", hyper),
        Encoder.Positions.everywhere(Rotation.NONE, distance(hyper, own, true)),
        null,
        null);
  }

  private static Distance distance(Hyper hyper, Weights weights, boolean twoSided) {
    int buckets = hyper.figure("attention.relative_buckets_count", 32);
    float[] costs = weights.values("blk.0.attn_rel_b.weight", hyper.heads(), buckets);
    return new Buckets(costs, hyper.heads(), twoSided);
  }

  private static Layer encoderLayer(Hyper hyper, Weights weights) {
    return new PreNormLayer(
        Norm.rms(weights, "attn_norm", hyper),
        attention(hyper, weights),
        Norm.rms(weights, "ffn_norm", hyper),
        feedForward(hyper, weights));
  }

  private static DecoderLayer decoderLayer(Hyper hyper, Weights weights) {
    return new DecoderLayer(
        Norm.rms(weights, "attn_norm", hyper),
        attention(hyper, weights),
        Norm.rms(weights, "cross_attn_norm", hyper),
        CrossAttention.read(weights, hyper, heads(hyper)),
        Norm.rms(weights, "ffn_norm", hyper),
        feedForward(hyper, weights));
  }

  private static Attention attention(Hyper hyper, Weights weights) {
    int width = hyper.width();
    return new Attention(
        new Attention.Separate(
            weights.linear("attn_q", width, hyper.heads() * hyper.keyLength()),
            weights.linear("attn_k", width, hyper.keyWidth()),
            weights.linear("attn_v", width, hyper.valueWidth())),
        null,
        null,
        weights.linear("attn_o", hyper.heads() * hyper.valueLength(), width),
        heads(hyper),
        Pairing.HALVES,
        0,
        null);
  }

  private static Heads heads(Hyper hyper) {
    return new Heads(
        hyper.heads(), hyper.keyValueHeads(), hyper.keyLength(), hyper.valueLength(), 1, 0);
  }

  private static FeedForward feedForward(Hyper hyper, Weights weights) {
    return weights.has("ffn_gate.weight")
        ? FeedForward.gated(weights, hyper, Activation.GELU_TANH)
        : FeedForward.plain(weights, hyper, Activation.RELU);
  }
}
