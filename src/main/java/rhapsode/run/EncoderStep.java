package rhapsode.run;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import rhapsode.arch.Encoder;
import rhapsode.arch.Passage;
import rhapsode.bindings.Bias;
import rhapsode.bindings.Seen;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.context.distance.Distance;
import rhapsode.context.rotation.Rotation;

/**
 * A text for an encoder, as inputs on a tape. Tables that several layers share are written once,
 * and all layers use the first rows of the cache's first layer one after the other.
 */
final class EncoderStep implements Passage {
  private final Tape tape;
  private final Encoder encoder;
  private final KvCache cache;
  private final EncoderText text;
  private final int count;
  private final Tensor ids;
  private final Tensor positions;
  private final Map<Rotation, Tensor> rotations = new HashMap<>();
  private final Map<Integer, Seen> seen = new HashMap<>();
  private Bias bias;

  EncoderStep(Tape tape, Encoder encoder, KvCache cache, EncoderText text) {
    this.tape = tape;
    this.encoder = encoder;
    this.cache = cache;
    this.text = text;
    count = text.ids().length;
    ids = tape.integers(text.ids());
    positions = tape.integers(upFrom(0));
  }

  @Override
  public Tensor ids() {
    return ids;
  }

  @Override
  public Tensor segments(int kinds) {
    return tape.integers(
        Arrays.stream(text.segments()).map(segment -> Math.min(segment, kinds - 1)).toArray());
  }

  @Override
  public Tensor positions() {
    return positions;
  }

  /** All of them. */
  @Override
  public Tensor wanted() {
    return positions;
  }

  @Override
  public Tensor cacheRows(int form) {
    return positions;
  }

  @Override
  public Tensor keys(int layer) {
    return cache.keys(0);
  }

  @Override
  public Tensor values(int layer) {
    return cache.values(0);
  }

  @Override
  public List<Tensor> queryTurns(int layer) {
    Rotation rotation = encoder.positions().rotation().apply(layer);
    return rotation.equals(Rotation.NONE)
        ? List.of()
        : List.of(rotations.computeIfAbsent(rotation, this::table));
  }

  @Override
  public List<Tensor> keyTurns(int layer) {
    return queryTurns(layer);
  }

  private Tensor table(Rotation rotation) {
    RotationTable table = new RotationTable(rotation, false, count);
    double[] frequencies = rotation.frequencies(count);
    for (int position = 0; position < count && !tape.isMeasuring(); position++) {
      table.add(position, position, frequencies, rotation.magnitude(count));
    }
    return table.on(tape);
  }

  @Override
  public Seen seen(int layer) {
    int reach = Math.min(encoder.positions().reach().applyAsInt(layer), count);
    return seen.computeIfAbsent(reach, this::spans);
  }

  private Seen spans(int reach) {
    int[] spans = new int[2 * count];
    for (int position = 0; position < count; position++) {
      int first = Math.max(0, position - reach);
      int last = Math.min(count - 1, position + reach);
      spans[2 * position] = first;
      spans[2 * position + 1] = last - first + 1;
    }
    return new Seen(tape.integers(spans, 2), null);
  }

  /** An encoder reads each text as a whole. */
  @Override
  public Tensor memory(int layer, int index) {
    throw new IllegalStateException("an encoder remembers nothing");
  }

  /** An encoder reads no other source. */
  @Override
  public Seen source() {
    throw new IllegalStateException("an encoder has no source beside its text");
  }

  /** Attention counts distances from 0, so queries stand so much later that none is negative. */
  @Override
  public Bias bias(int layer) {
    Distance distance = encoder.positions().distance();
    if (bias == null && !distance.equals(Distance.FREE)) {
      int[] places = Arrays.copyOf(upFrom(count - 1), count + cache.keys(0).rows());
      System.arraycopy(upFrom(0), 0, places, count, count);
      bias = new Bias(tape.floats(distance.around(count), 2 * count - 1), tape.integers(places));
    }
    return bias;
  }

  @Override
  public void represented(Tensor rows) {
    // The states are what the pass gives.
  }

  private int[] upFrom(int first) {
    int[] values = new int[count];
    Arrays.setAll(values, i -> first + i);
    return values;
  }
}
