package rhapsode.run;

import java.util.ArrayList;
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
import rhapsode.context.distance.Reckoning;
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
  private final int[] cacheRows;
  private final Tensor visible;
  private final List<Tensor> rowsByForm = new ArrayList<>();
  private final Map<Turn, List<Tensor>> tables = new HashMap<>();
  private final Map<Look, Seen> seen = new HashMap<>();
  private final Map<Distance, Bias> biases = new HashMap<>();
  private Memories memories;
  private Tensor positions;
  private Seen source;
  private Tensor hidden;

  /** What a table of turns depends on. */
  private record Turn(Rotation rotation, Reckoning reckoning, boolean ofKeys) {}

  /** What decides which keys are seen. */
  private record Look(Sight sight, Reckoning reckoning) {
    boolean isPlain() {
      return sight.orders() == 1 && sight.mostSpans() == 1 && reckoning.equals(Reckoning.TRUE);
    }
  }

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
    cacheRows = rows;
    rowsByForm.add(tape.integers(rows));
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
    while (rowsByForm.size() <= form) {
      int offset = rowsByForm.size() * cache.capacity();
      rowsByForm.add(tape.integers(Arrays.stream(cacheRows).map(row -> row + offset).toArray()));
    }
    return rowsByForm.get(form);
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
    return turns(layer, false);
  }

  @Override
  public List<Tensor> keyTurns(int layer) {
    boolean alike =
        !architecture.rotation(layer).unlike()
            && architecture.reckoning(layer).equals(Reckoning.TRUE);
    return turns(layer, !alike);
  }

  private List<Tensor> turns(int layer, boolean ofKeys) {
    Rotation rotation = architecture.rotation(layer);
    return rotation.equals(Rotation.NONE)
        ? List.of()
        : tables.computeIfAbsent(
            new Turn(rotation, architecture.reckoning(layer), ofKeys), this::tables);
  }

  @Override
  public Seen seen(int layer) {
    Look look = new Look(architecture.sight(layer), architecture.reckoning(layer));
    return seen.computeIfAbsent(
        look,
        each ->
            each.isPlain()
                ? spans(each.sight())
                : new SpanLayout(each.sight(), each.reckoning(), cache.capacity()).on(tape, parts));
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
      base += SpanLayout.places(part.end());
    }
    return new Seen(tape.integers(spans, 2), visible);
  }

  @Override
  public Bias bias(int layer) {
    Distance distance = architecture.distance(layer);
    return distance.equals(Distance.FREE)
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

  private List<Tensor> tables(Turn turn) {
    Reckoning reckoning = turn.reckoning();
    int forms = turn.ofKeys() ? reckoning.keyForms() : reckoning.queryForms();
    return IntStream.range(0, forms).mapToObj(form -> table(turn, form)).toList();
  }

  private Tensor table(Turn turn, int form) {
    Rotation rotation = turn.rotation();
    Reckoning reckoning = turn.reckoning();
    RotationTable table = new RotationTable(rotation, turn.ofKeys(), count);
    for (Part part : parts) {
      double[] frequencies = rotation.frequencies(part.length());
      double magnitude = rotation.magnitude(part.length()) * reckoning.magnitude(part.length());
      for (int i = 0; i < part.ids().length && !tape.isMeasuring(); i++) {
        int position = part.first() + i;
        if (turn.ofKeys()) {
          table.add(position, reckoning.keyPosition(form, position), frequencies, magnitude);
        } else {
          double grown = magnitude * reckoning.queryFactor(position);
          table.add(position, reckoning.queryPosition(form, position), frequencies, grown);
        }
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
    int[] rows = new int[parts.stream().mapToInt(part -> SpanLayout.places(part.end())).sum()];
    int base = 0;
    for (Part part : parts) {
      System.arraycopy(part.rows(), 0, rows, base, part.end());
      base += SpanLayout.places(part.end());
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
      base += SpanLayout.places(part.end());
    }
    return new Seen(tape.integers(spans, 2), visible);
  }
}
