package rhapsode.run;

import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.function.ObjIntConsumer;
import rhapsode.RhapsodeException;
import rhapsode.arch.Encoder;
import rhapsode.bindings.Device;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.bindings.Workspace;
import rhapsode.model.Hyper;

/**
 * Reads texts with an encoder, each as a whole and by itself. All memory is taken when the session
 * is opened. Not for use by several threads at once.
 */
public final class EncoderSession implements Representer {
  /** Masked tokens whose logits are made at once. */
  private static final int MASKS = 32;

  private final Device device;
  private final Encoder encoder;
  private final int context;
  private final KvCache cache;
  private final Workspace work;
  private final Tape tape;

  /** Takes the memory; {@code measured} is {@link #measure} of the same context. */
  EncoderSession(Device device, Hyper hyper, Encoder encoder, int context, Workspace measured) {
    this.device = device;
    this.encoder = encoder;
    this.context = context;
    cache = KvCache.scratch(device, hyper, context);
    work = Workspace.allocate(device, measured);
    tape = new Tape(work);
  }

  /** What reading texts of up to {@code context} tokens needs beside the weights. */
  static Workspace measure(Hyper hyper, Encoder encoder, int context) {
    Workspace work = Workspace.measuring();
    KvCache cache = KvCache.measuring(hyper, CacheType.F32, context, 1);
    try (Tape tape = new Tape(work)) {
      EncoderText longest = EncoderText.of(new int[context]);
      Tensor states = encoder.encode(tape, new EncoderStep(tape, encoder, cache, longest));
      if (encoder.maskHead() != null) {
        int[] masked = new int[Math.min(MASKS, context)];
        encoder.maskHead().apply(tape, tape.gather(states, tape.integers(masked), 1));
      }
      if (encoder.rankHead() != null) {
        encoder.rankHead().apply(tape, states.rows(0, 1));
      }
    }
    return work;
  }

  /** Tokens that a text may have. */
  public int context() {
    return context;
  }

  @Override
  public void represent(int[] ids, ObjIntConsumer<float[]> sink) {
    Tensor states = record(EncoderText.of(ids));
    run(states, row -> sink.accept(copied(states, row), row));
  }

  /**
   * Hands the logits for each of the tokens at {@code places}, one for each entry of the
   * vocabulary, to {@code sink}.
   *
   * @throws RhapsodeException as {@link #represent}, and if the model has no head for masked tokens
   */
  public void guess(int[] ids, int[] places, Session.LogitsSink sink) {
    requireHead(encoder.maskHead(), "to guess masked tokens (mlm.dense.weight)");
    for (int from = 0; from < places.length; from += MASKS) {
      int[] some = Arrays.copyOfRange(places, from, Math.min(from + MASKS, places.length));
      Tensor states = record(EncoderText.of(ids));
      Tensor logits = encoder.maskHead().apply(tape, tape.gather(states, tape.integers(some), 1));
      run(logits, row -> sink.accept(some[row], copied(logits, row)));
    }
  }

  /**
   * The scores that the model's classifier gives a text or a pair; a reranking model gives one.
   *
   * @throws RhapsodeException as {@link #represent}, and if the model has no classifier
   */
  public float[] classify(EncoderText text) {
    requireHead(encoder.rankHead(), "to score texts (cls.weight, cls.output.weight)");
    Tensor states = record(text);
    Tensor scores = encoder.rankHead().apply(tape, states.rows(0, 1));
    float[][] row = new float[1][];
    run(scores, _ -> row[0] = copied(scores, 0));
    return row[0];
  }

  private Tensor record(EncoderText text) {
    requireFit(text.ids());
    tape.clear();
    return encoder.encode(tape, new EncoderStep(tape, encoder, cache, text));
  }

  private void run(Tensor result, IntConsumer row) {
    device.run(tape);
    for (int i = 0; i < result.rows(); i++) {
      row.accept(i);
    }
  }

  private float[] copied(Tensor result, int row) {
    float[] values = new float[result.cols()];
    work.copyRow(result, row, values);
    return values;
  }

  private void requireFit(int[] ids) {
    if (ids.length == 0) {
      throw new RhapsodeException("there is no token to read; give a text");
    }
    Admission.requireKnown(encoder, ids);
    if (ids.length > context) {
      throw new RhapsodeException(
          "the text has %d tokens, and the model reads up to %d at once; give a shorter one"
              .formatted(ids.length, context));
    }
  }

  private static void requireHead(Object head, String purpose) {
    if (head == null) {
      throw new RhapsodeException(
          "the model's file has no head %s; only a file made of a model with one can be used so"
              .formatted(purpose));
    }
  }

  @Override
  public void close() {
    tape.close();
    work.close();
    cache.close();
  }
}
