package rhapsode.run;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.ObjIntConsumer;
import rhapsode.RhapsodeException;
import rhapsode.arch.Architecture;
import rhapsode.bindings.Device;
import rhapsode.bindings.InputSums;
import rhapsode.bindings.OpDifference;
import rhapsode.bindings.Tensor;
import rhapsode.bindings.TraceLine;
import rhapsode.bindings.Work;
import rhapsode.bindings.Workspace;
import rhapsode.context.Stretch;
import rhapsode.sample.SamplingOptions;

/**
 * One sequence of tokens and its cache. What is fed comes after what was fed before; results do not
 * depend on how the tokens were cut into calls or batches, to the last bit.
 *
 * <p>Where the model's encoder reads a source, the sequence begins with the source's tokens; the
 * start token and the text come after them. The source comes whole in the first call.
 *
 * <p>All memory is taken when the session is opened. Not for use by several threads at once.
 */
public final class Session implements AutoCloseable {
  private final Model model;
  private final Device device;
  private final Architecture architecture;
  private final Options options;
  private final SessionState state;
  private final int scoredRows;

  /**
   * How a session is set up.
   *
   * @param context tokens it can hold
   * @param batch tokens of a prompt computed in one step
   * @param cache how keys and values are kept
   * @param stretch otherwise than the file says
   */
  public record Options(int context, int batch, CacheType cache, Stretch stretch) {
    /** Tokens in a step when nobody says otherwise. */
    public static final int DEFAULT_BATCH = 512;

    /** Tokens of a context when nobody says otherwise, where the model was trained for as many. */
    public static final int USUAL_CONTEXT = 4096;

    /** The model as its file is. */
    public Options(int context, int batch, CacheType cache) {
      this(context, batch, cache, Stretch.NONE);
    }

    /** The usual batch and cache for a context. */
    public static Options of(int context) {
      return new Options(context, DEFAULT_BATCH, CacheType.F16);
    }
  }

  /** Takes the logits of one position. */
  @FunctionalInterface
  public interface LogitsSink {
    /**
     * The logits after the token at {@code position}; the array is used again for the next
     * position.
     */
    void accept(int position, float[] logits);
  }

  /** Takes the memory; {@code measured} is {@link StepMemory#measure} of the same options. */
  Session(Model model, Architecture architecture, Options options, Workspace measured) {
    this.model = model;
    device = model.device();
    this.architecture = architecture;
    this.options = options;
    state = new SessionState(model, architecture, options, measured);
    scoredRows = StepMemory.scoredRows(architecture, options);
  }

  /** The model whose session this is. */
  public Model model() {
    return model;
  }

  /** Tokens fed so far. */
  public int length() {
    return state.length();
  }

  /** Tokens the session can hold. */
  public int context() {
    return options.context();
  }

  /** The tokens fed so far. */
  public int[] tokens() {
    return state.tokens();
  }

  /**
   * Continues a text. The session then holds this text alone, of which it computes what it does not
   * hold yet.
   *
   * @param options how tokens are chosen, and how many
   * @throws RhapsodeException if the text is empty or does not fit the context
   */
  public TokenStream generate(String text, SamplingOptions options) {
    return generate(Prompt.raw(model, text), options);
  }

  /** The same for a text given as tokens. */
  public TokenStream generate(int[] ids, SamplingOptions options) {
    return new TokenStream(this, model.sampler(options), ids, Generation.Limits.of(options));
  }

  /** Answers a question: {@link #chat(List, SamplingOptions)} of one message. */
  public TokenStream chat(String question, SamplingOptions options) {
    return chat(List.of(Prompt.message("user", question)), options);
  }

  /**
   * Answers a conversation in the model's chat template. The session then holds it alone, and
   * computes of it what it does not hold yet: of a conversation that goes on, what is new.
   *
   * @param messages each with a role and a content, as {@link Prompt#message} makes them
   * @throws RhapsodeException if the conversation does not fit the context
   */
  public TokenStream chat(List<Map<String, Object>> messages, SamplingOptions options) {
    return generate(Prompt.chat(model, messages), options);
  }

  /**
   * Comes to hold exactly {@code ids} and puts the logits after the last one into {@code logits}.
   */
  void hold(int[] ids, float[] logits) {
    Admission.requireFit(architecture, ids, 0, options.context());
    keep(ids, ids.length - 1);
    feed(Arrays.copyOfRange(ids, length(), ids.length), logits);
  }

  /**
   * Forgets all but the tokens that {@code ids} begins with, of which it keeps up to {@code most};
   * a source is kept whole or not at all, a prompt that is seen in both directions not at all.
   *
   * @throws RhapsodeException if {@code ids} lacks a source that the model needs
   */
  public void keep(int[] ids, int most) {
    truncate(Math.min(state.common(ids), most));
  }

  /**
   * Appends tokens and returns the logits after the last one.
   *
   * @throws RhapsodeException if there are none, one is not in the vocabulary, or they do not fit
   */
  public float[] feed(int... ids) {
    float[] logits = new float[architecture.vocabularySize()];
    feed(ids, logits);
    return logits;
  }

  /**
   * Appends tokens and puts the logits after the last one into {@code logits}, one for each entry
   * of the vocabulary: for callers that feed often.
   *
   * @throws RhapsodeException as {@link #feed(int...)}
   */
  public void feed(int[] ids, float[] logits) {
    requirePromptAtOnce(ids, options.batch());
    int before = length();
    for (int from = append(ids); from < ids.length; from += options.batch()) {
      int count = Math.min(options.batch(), ids.length - from);
      Tensor result = state.record(before + from, count, new int[] {count - 1});
      state.run();
      if (from + count == ids.length) {
        state.copyRow(result, 0, logits);
      }
    }
  }

  /**
   * Appends tokens and hands the logits after each of them to {@code sink}, in order; there are
   * none after a source's.
   */
  public void score(int[] ids, LogitsSink sink) {
    score(ids, all(ids), sink);
  }

  /**
   * Appends tokens at once, so that where angles depend on the length it is the length with all of
   * them that counts, and hands the logits after some of them to {@code sink}, in order.
   *
   * @param wanted which of {@code ids}
   */
  public void score(int[] ids, BitSet wanted, LogitsSink sink) {
    rows(ids, wanted, false, new float[architecture.vocabularySize()], sink);
  }

  /**
   * Appends tokens and hands the model's last representation of each of them, what its logits are
   * made from, to {@code sink} with its position, in order; the array is used again for the next.
   */
  public void represent(int[] ids, ObjIntConsumer<float[]> sink) {
    float[] states = new float[model.hyper().width()];
    rows(ids, all(ids), true, states, (position, row) -> sink.accept(row, position));
  }

  /** Refuses a prompt that is seen in both directions and does not fit one step. */
  private void requirePromptAtOnce(int[] ids, int most) {
    if (architecture.seesPromptAhead() && length() == 0) {
      Admission.requirePromptAtOnce(model, ids, most);
    }
  }

  private static BitSet all(int[] ids) {
    BitSet all = new BitSet(ids.length);
    all.set(0, ids.length);
    return all;
  }

  private void rows(int[] ids, BitSet wanted, boolean represented, float[] row, LogitsSink sink) {
    if (architecture.seesPromptAhead() && length() == 0 && !represented) {
      throw Admission.noPrediction(model);
    }
    requirePromptAtOnce(ids, scoredRows);
    int before = length();
    int end;
    for (int from = append(ids); from < ids.length; from = end) {
      boolean scored = wanted.get(from);
      end = runEnd(wanted, from, ids.length);
      int[] rows = new int[scored ? end - from : 1];
      Arrays.setAll(rows, i -> scored ? i : 0);
      int first = before + from;
      SequenceStep step = state.step(first, end - from, rows);
      Tensor logits = architecture.forward(state.tape(), step);
      state.run();
      for (int i = 0; scored && i < rows.length; i++) {
        state.copyRow(represented ? step.hidden() : logits, i, row);
        sink.accept(first + i, row);
      }
    }
  }

  /** Where the step ends that begins at {@code from}: its rows are wanted all or none. */
  private int runEnd(BitSet wanted, int from, int count) {
    if (wanted.get(from)) {
      return Math.min(Math.min(wanted.nextClearBit(from), from + scoredRows), count);
    }
    int next = wanted.nextSetBit(from);
    return Math.min(next < 0 ? count : next, from + options.batch());
  }

  /** From now on adds the squares of what linear layers read to {@code sums}, step by step. */
  public void observe(InputSums sums) {
    state.tape().observe(sums);
  }

  /** Appends tokens as one step, at most a batch, and reports what each op of it was and took. */
  public List<TraceLine> trace(int... ids) {
    recordStep(ids);
    return device.trace(state.tape());
  }

  /**
   * Appends tokens as one step, at most a batch, to this session and to {@code tested}, a session
   * of the same model, options and tokens on another device; runs the step op by op on both, with
   * the same inputs, and reports how what each op gave differs. Both caches then hold what this
   * one's device computed.
   */
  public List<OpDifference> compare(Session tested, int... ids) {
    recordStep(ids);
    tested.recordStep(ids);
    return device.compare(state.tape(), tested.device, tested.state.tape());
  }

  private void recordStep(int[] ids) {
    if (ids.length > options.batch()) {
      throw new RhapsodeException(
          "a step holds up to %d tokens, not %d".formatted(options.batch(), ids.length));
    }
    int count = ids.length - append(ids);
    state.record(length() - count, count, new int[] {count - 1});
  }

  /** Appends tokens, for the caller to compute from the one on that is returned. */
  private int append(int[] ids) {
    Admission.requireFit(architecture, ids, length(), options.context());
    return state.append(ids);
  }

  /**
   * What feeding {@code count} tokens after the first {@code held} can't do without; nothing is
   * computed. Both together are at most the context.
   */
  public Work work(int held, int count) {
    Work sum = Work.NONE;
    for (int from = 0; from < count; from += options.batch()) {
      sum = sum.plus(state.work(held + from, Math.min(options.batch(), count - from)));
    }
    return sum;
  }

  /** Forgets the tokens from {@code newLength} on; a source as a whole. */
  public void truncate(int newLength) {
    state.truncate(newLength);
  }

  /** How it is set up. */
  Options options() {
    return options;
  }

  /** The cache memory of the first {@code count} tokens; see {@link KvCache#memory}. */
  List<MemorySegment> cacheMemory(int count) {
    if (!options.stretch().isNone()) {
      throw new RhapsodeException(
          "a stretched model's cache can't be saved or read (%s)".formatted(options.stretch()));
    }
    return state.memory(count);
  }

  /** Holds these tokens, whose rows the caller has put into {@link #cacheMemory}. */
  void restore(int[] ids) {
    state.restore(ids);
  }

  /**
   * How many tokens, up to {@code most}, can follow {@code held} others in one step and have the
   * logits that they would have one by one.
   */
  int steady(int held, int most) {
    return state.steady(held, most);
  }

  @Override
  public void close() {
    state.close();
  }
}
