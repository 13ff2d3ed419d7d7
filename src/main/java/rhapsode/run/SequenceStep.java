package rhapsode.run;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import rhapsode.arch.Architecture;
import rhapsode.bindings.Bias;
import rhapsode.bindings.Seen;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.block.Step;
import rhapsode.context.distance.Distance;
import rhapsode.context.rotation.Rotation;
import rhapsode.context.sight.Sight;

/**
 * A step of one sequence or several, each of which sees its own tokens alone. Tables that several
 * layers share are written once.
 */
final class SequenceStep implements Step {
  private final Tape tape;
  private final Architecture architecture;
  private final KvCache cache;
  private final List<Part> parts;
  private final int count;
  private final Tensor ids;
  private final Tensor wanted;
  private final Tensor cacheRows;
  private final Tensor visible;
  private final Map<Rotation, Tensor> queryTables = new HashMap<>();
  private final Map<Rotation, Tensor> keyTables = new HashMap<>();
  private final Map<Sight, Seen> seen = new HashMap<>();
  private final Map<Distance, Bias> biases = new HashMap<>();
  private Memories memories;
  private Tensor positions;
  private Seen source;
  private Tensor hidden;

  /** Logits are wanted for the rows {@code wanted}, counted over the tokens of all parts. */
  SequenceStep(
      Tape tape, Architecture architecture, KvCache cache, List<Part> parts, int... wanted) {
    this.tape = tape;
    this.architecture = architecture;
    this.cache = cache;
    this.parts = parts;
    count = parts.stream().mapToInt(part -> part.ids().length).sum();
    int[] tokens = new int[count];
    int[] rows = new int[count];
    int t = 0;
    for (Part part : parts) {
      for (int i = 0; i < part.ids().length; i++, t++) {
        tokens[t] = part.ids()[i];
        rows[t] = part.row(part.first() + i);
      }
    }
    ids = tape.integers(tokens);
    this.wanted = tape.integers(wanted);
    cacheRows = tape.integers(rows);
    visible = parts.stream().allMatch(part -> part.rows() == null) ? null : visible();
  }

  @Override
  public Tensor ids() {
    return ids;
  }

  @Override
  public Tensor positions() {
    if (positions == null) {
      positions = tape.integers(queryPositions());
    }
    return positions;
  }

  @Override
  public Tensor wanted() {
    return wanted;
  }

  @Override
  public Tensor cacheRows(int form) {
    return cacheRows;
  }

  @Override
  public Tensor keys(int layer) {
    return cache.keys(layer);
  }

  @Override
  public Tensor values(int layer) {
    return cache.values(layer);
  }

  @Override
  public List<Tensor> queryTurns(int layer) {
    return turns(architecture.rotation(layer), false);
  }

  @Override
  public List<Tensor> keyTurns(int layer) {
    Rotation rotation = architecture.rotation(layer);
    return turns(rotation, rotation.unlike());
  }

  private List<Tensor> turns(Rotation rotation, boolean ofKeys) {
    if (rotation == Rotation.NONE) {
      return List.of();
    }
    Map<Rotation, Tensor> tables = ofKeys ? keyTables : queryTables;
    return List.of(tables.computeIfAbsent(rotation, each -> table(each, ofKeys)));
  }

  @Override
  public Seen seen(int layer) {
    return seen.computeIfAbsent(architecture.sight(layer), this::spans);
  }

  /** The same for a recurrent model: one sequence, which these memories are of. */
  SequenceStep remembering(Memories own) {
    memories = own;
    return this;
  }

  @Override
  public Tensor memory(int layer, int index) {
    return memories.of(layer, index);
  }

  @Override
  public Seen source() {
    if (source == null) {
      source = sourceSpans();
    }
    return source;
  }

  private Seen sourceSpans() {
    int[] spans = new int[2 * count];
    int t = 0;
    int base = 0;
    for (Part part : parts) {
      for (int i = 0; i < part.ids().length; i++) {
        spans[t++] = base;
        spans[t++] = part.source();
      }
      base += places(part.end());
    }
    return new Seen(tape.integers(spans, 2), visible);
  }

  @Override
  public Bias bias(int layer) {
    Distance distance = architecture.distance(layer);
    return distance == Distance.FREE
        ? null
        : biases.computeIfAbsent(distance, price -> bias(price, cache.keys(layer).rows()));
  }

  @Override
  public void represented(Tensor rows) {
    hidden = rows;
  }

  /** The model's last representations of the wanted rows, (m, width), once it is recorded. */
  Tensor hidden() {
    return hidden;
  }

  private Tensor table(Rotation rotation, boolean ofKeys) {
    RotationTable table = new RotationTable(rotation, ofKeys, count);
    for (Part part : parts) {
      double[] frequencies = rotation.frequencies(part.length());
      double magnitude = rotation.magnitude(part.length());
      for (int i = 0; i < part.ids().length && !tape.isMeasuring(); i++) {
        int position = part.first() + i;
        table.add(position, position, frequencies, magnitude);
      }
    }
    return table.on(tape);
  }

  private int[] queryPositions() {
    return parts.stream().flatMapToInt(part -> IntStream.range(part.first(), part.end())).toArray();
  }

  /** The price of all distances that occur, and the positions of queries and cache rows. */
  private Bias bias(Distance distance, int capacity) {
    int longest = parts.stream().mapToInt(Part::end).max().orElseThrow();
    int[] all = Arrays.copyOf(queryPositions(), count + capacity);
    for (Part part : parts) {
      for (int position = 0; position < part.end(); position++) {
        all[count + part.row(position)] = position;
      }
    }
    return new Bias(tape.floats(distance.bias(longest), longest), tape.integers(all));
  }

  /** The cache rows of all parts, each part from a whole chunk of places on. */
  private Tensor visible() {
    int[] rows = new int[parts.stream().mapToInt(part -> places(part.end())).sum()];
    int base = 0;
    for (Part part : parts) {
      System.arraycopy(part.rows(), 0, rows, base, part.end());
      base += places(part.end());
    }
    return tape.integers(rows);
  }

  private Seen spans(Sight sight) {
    int[] spans = new int[2 * count];
    int t = 0;
    int base = 0;
    for (Part part : parts) {
      for (int position = part.first(); position < part.end(); position++) {
        int first = Math.max(part.source(), sight.first(position));
        int end = part.first() == 0 && sight.seesPromptAhead() ? part.end() : position + 1;
        spans[t++] = base + first;
        spans[t++] = end - first;
      }
      base += places(part.end());
    }
    return new Seen(tape.integers(spans, 2), visible);
  }

  /** Places that {@code rows} rows take in a list that sequences share. */
  private static int places(int rows) {
    return (rows + Seen.CHUNK - 1) / Seen.CHUNK * Seen.CHUNK;
  }
}
