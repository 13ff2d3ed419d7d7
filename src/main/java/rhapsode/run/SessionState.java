package rhapsode.run;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import rhapsode.arch.Architecture;
import rhapsode.arch.Source;
import rhapsode.bindings.Device;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.bindings.Work;
import rhapsode.bindings.Workspace;

/**
 * What a session keeps of its sequence: the tokens, their keys and values in the cache, what a
 * recurrent model remembers of them; and the steps over them. It knows which of that holds no more,
 * and computes it anew.
 */
final class SessionState implements AutoCloseable {
  private static final int NOTHING = -1;

  private final Device device;
  private final Architecture architecture;
  private final Source source;
  private final Session.Options options;
  private final KvCache cache;
  private final Memories memories;
  private final Workspace work;
  private final Tape tape;
  private int[] tokens;
  private int length;
  private int sourceLength;
  private int remembered; // tokens that the memories are of
  private int regime;
  private int stored; // tokens whose rows were written since all was last computed anew

  /** Takes the memory; {@code measured} is {@link StepMemory#measure} of the same options. */
  SessionState(
      Model model, Architecture architecture, Session.Options options, Workspace measured) {
    device = model.device();
    this.architecture = architecture;
    source = architecture.source();
    this.options = options;
    cache =
        KvCache.allocate(
            device,
            model.hyper(),
            options.cache(),
            StepMemory.cacheRows(architecture, options),
            KvCache.keyForms(architecture));
    memories = Memories.allocate(device, architecture);
    work = Workspace.allocate(device, measured);
    tape = new Tape(work);
    tokens = new int[Math.min(options.context(), 1024)];
  }

  int length() {
    return length;
  }

  int[] tokens() {
    return Arrays.copyOf(tokens, length);
  }

  /**
   * How many tokens it can keep of those that {@code ids} begins with: a source as a whole or not
   * at all, a prompt that is seen in both directions not at all.
   */
  int common(int[] ids) {
    int differs = Arrays.mismatch(tokens, 0, length, ids, 0, ids.length);
    int common = differs < 0 ? length : differs;
    boolean same = source == null || SourceStep.length(source, ids) == sourceLength;
    // A longer prompt that is seen in both directions changes all its keys and values.
    return same && !architecture.seesPromptAhead() ? common : 0;
  }

  /**
   * Appends tokens that fit, for the caller to compute: all but a source's, which the encoder reads
   * here.
   *
   * @return how many of them are a source's
   */
  int append(int[] ids) {
    int already = length;
    if (source != null && already == 0) {
      sourceLength = SourceStep.length(source, ids);
    }
    if (already + ids.length > tokens.length) {
      tokens = Arrays.copyOf(tokens, grown(already + ids.length));
    }
    System.arraycopy(ids, 0, tokens, already, ids.length);
    length += ids.length;
    renew(already);
    remembered = length;
    stored = Math.max(stored, length);
    return already == 0 ? readSource() : 0;
  }

  private int grown(int needed) {
    return Math.max(needed, Math.min(options.context(), 2 * tokens.length));
  }

  private int readSource() {
    if (source != null) {
      SourceStep.record(tape, source, cache, Arrays.copyOf(tokens, sourceLength));
      run();
    }
    return sourceLength;
  }

  /** Forgets the tokens from {@code newLength} on; a source as a whole. */
  void truncate(int newLength) {
    if (newLength < 0 || newLength > length) {
      throw new IllegalArgumentException(newLength + " of " + length + " tokens");
    }
    length = newLength < sourceLength ? 0 : newLength;
    sourceLength = length == 0 ? 0 : sourceLength;
    remembered = remembered == length && length > 0 ? length : NOTHING;
    // In a cache that forgets, the dropped tokens took rows that are needed again.
    if (architecture.retention().window() > 0 && stored - length > options.batch()) {
      replay(length);
    }
  }

  /**
   * Computes the first {@code cached} tokens again where what is kept of them is of no use: where
   * angles depend on the length and it has crossed a border, keys in the cache were turned by other
   * angles than the next ones will be; and memories of more tokens can't go back to fewer.
   */
  private void renew(int cached) {
    int now = architecture.regime(length);
    boolean recalled = memories == null || (remembered == cached && now == regime);
    if (!recalled) {
      memories.clear();
    }
    if ((now != regime || !recalled) && cached > 0) {
      replay(cached);
    }
    regime = now;
  }

  /** Computes the first {@code count} tokens anew, whose rows others may have taken. */
  private void replay(int count) {
    for (int from = 0; from < count; from += options.batch()) {
      int some = Math.min(options.batch(), count - from);
      record(from, some, new int[] {some - 1});
      run();
    }
    stored = count;
  }

  /** The memory of the first {@code count} tokens: {@link KvCache#memory}, then the memories. */
  List<MemorySegment> memory(int count) {
    List<MemorySegment> all = new ArrayList<>(cache.memory(count));
    if (memories != null) {
      renew(length);
      all.add(memories.memory());
    }
    return all;
  }

  /** Holds these tokens, whose rows the caller has put into {@link #memory}. */
  void restore(int[] ids) {
    tokens = Arrays.copyOf(ids, Math.max(ids.length, tokens.length));
    length = ids.length;
    sourceLength = source == null || length == 0 ? 0 : SourceStep.length(source, ids);
    remembered = length;
    regime = architecture.regime(length);
  }

  /** As {@link Session#steady}. */
  int steady(int held, int most) {
    if (memories != null) {
      return 0; // what turns out wrong could not be forgotten
    }
    int count = Math.min(most, options.context() - held);
    while (count > 0 && architecture.regime(held + count) != architecture.regime(held)) {
      count--;
    }
    return count;
  }

  /** Records a step over tokens held; the result will hold the logits of the wanted rows. */
  Tensor record(int first, int count, int[] wanted) {
    return architecture.forward(tape, step(first, count, wanted));
  }

  /** Begins a step over {@code count} tokens held, from {@code first} on. */
  SequenceStep step(int first, int count, int[] wanted) {
    return step(Arrays.copyOfRange(tokens, first, first + count), first, wanted);
  }

  private SequenceStep step(int[] ids, int first, int[] wanted) {
    tape.clear();
    int[] rows = StepMemory.rows(architecture, options, first + ids.length);
    Part part = new Part(ids, first, length, rows, sourceLength);
    return new SequenceStep(tape, architecture, cache, List.of(part), wanted).remembering(memories);
  }

  /** What a step of {@code count} tokens after {@code first} others can't do without. */
  Work work(int first, int count) {
    architecture.forward(tape, step(new int[count], first, new int[] {count - 1}));
    return tape.work();
  }

  /** The step recorded last. */
  Tape tape() {
    return tape;
  }

  /** Computes the step recorded last. */
  void run() {
    device.run(tape);
  }

  /** Copies a row of what the step has given. */
  void copyRow(Tensor result, int row, float[] target) {
    work.copyRow(result, row, target);
  }

  @Override
  public void close() {
    tape.close();
    work.close();
    cache.close();
    if (memories != null) {
      memories.close();
    }
  }
}
