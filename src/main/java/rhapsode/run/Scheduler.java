package rhapsode.run;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import rhapsode.RhapsodeException;
import rhapsode.arch.Architecture;
import rhapsode.bindings.Device;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.bindings.Workspace;
import rhapsode.context.Stretch;
import rhapsode.model.Hyper;
import rhapsode.sample.Sampler;
import rhapsode.token.Tokenizer;

/**
 * Many sequences at once over one tape: each step takes the next token of every sequence that
 * generates and pieces of the prompts of those that do not yet; a new sequence joins when one ends.
 * Prompts that begin alike are computed once and share cache rows. A sequence gets the tokens that
 * it gets alone: its logits are the same to the last bit.
 *
 * <p>The cache is a pool of rows (Kwon et al. 2023, arXiv 2309.06180). Where it runs out, the
 * sequence that came last gives its rows back and is computed again later, so the first one always
 * gets on. Not for use by several threads at once.
 */
public final class Scheduler implements AutoCloseable {
  /** Waiting for another sequence to compute a common beginning costs a step or more. */
  private static final int WORTH_WAITING = 16;

  private final Device device;
  private final Architecture architecture;
  private final Tokenizer tokenizer;
  private final Options options;
  private final KvCache cache;
  private final RowPool pool;
  private final Workspace work;
  private final Tape tape;
  private final float[] logits;
  private final Deque<Sequence> waiting = new ArrayDeque<>();
  private final List<Sequence> active = new ArrayList<>(); // in the order in which they came
  private final Deque<Sequence> ended = new ArrayDeque<>(); // whose rows others may still share
  private long computed;
  private long shared;

  /**
   * How sequences are computed together.
   *
   * @param parallel most sequences at once
   * @param context most tokens of one sequence
   * @param batch tokens in a step, where there are prompts to fill it
   * @param cache how keys and values are kept
   * @param rows cache rows, a token each, for all sequences together
   * @param stretch otherwise than the file says
   */
  public record Options(
      int parallel, int context, int batch, CacheType cache, int rows, Stretch stretch) {
    /** Checks each figure. */
    public Options {
      if (parallel < 1 || context < 1 || batch < 1) {
        throw new RhapsodeException(
            "%d sequences of %d tokens in steps of %d can't be computed together"
                .formatted(parallel, context, batch));
      }
      if (rows < RowPool.BLOCK) {
        throw new RhapsodeException(
            "a cache of %d tokens is too small; it takes %d".formatted(rows, RowPool.BLOCK));
      }
    }

    /** The model as its file is. */
    public Options(int parallel, int context, int batch, CacheType cache, int rows) {
      this(parallel, context, batch, cache, rows, Stretch.NONE);
    }

    /** These with a cache of another size. */
    public Options withRows(int rows) {
      return new Options(parallel, context, batch, cache, rows, stretch);
    }

    /** Tokens in the largest step: one for each sequence at least. */
    int stepTokens() {
      return Math.max(batch, parallel);
    }
  }

  /**
   * A sequence to be computed.
   *
   * @param prompt its tokens
   * @param sampler what chooses the next ones, for this sequence alone
   * @param limits how far to go
   * @param context most tokens of it
   * @param listener is told what comes of it, within {@link Scheduler#step}
   */
  public record Request(
      int[] prompt, Sampler sampler, Generation.Limits limits, int context, Listener listener) {}

  /** Is told what comes of a sequence. */
  public interface Listener {
    /** Takes each piece of text as it is certain, never half a character. */
    default void text(String piece) {}

    /** Asked before each step; true ends the sequence. */
    default boolean interrupted() {
      return false;
    }

    /** It has ended. */
    void ended(Generation made);

    /** It can't go on. */
    void failed(RhapsodeException why);
  }

  /** Takes the memory; {@code measured} is {@link StepMemory#measure} of the same options. */
  Scheduler(
      Device device,
      Hyper hyper,
      Architecture architecture,
      Tokenizer tokenizer,
      Options options,
      Workspace measured) {
    this.device = device;
    this.architecture = architecture;
    this.tokenizer = tokenizer;
    this.options = options;
    cache =
        KvCache.allocate(
            device, hyper, options.cache(), options.rows(), KvCache.keyForms(architecture));
    pool = new RowPool(options.rows());
    work = Workspace.allocate(device, measured);
    tape = new Tape(work);
    logits = new float[architecture.vocabularySize()];
  }

  /**
   * Adds a sequence, which waits until there is room; its listener hears of it in {@link #step}.
   *
   * @throws RhapsodeException if there are no tokens, one is not in the vocabulary, or they do not
   *     fit the context
   */
  public void submit(Request request) {
    int context = Math.min(request.context(), options.context());
    Admission.requireFit(architecture, request.prompt(), 0, context);
    waiting.add(new Sequence(request, context, tokenizer, pool));
  }

  /** Sequences submitted that have not ended. */
  public int unfinished() {
    return waiting.size() + active.size();
  }

  /** Tokens computed so far. */
  public long computedTokens() {
    return computed;
  }

  /** Tokens that were not computed because a prompt began like another sequence. */
  public long sharedTokens() {
    return shared;
  }

  /** Computes one step; false where there is no sequence left. */
  public boolean step() {
    admit();
    for (Sequence sequence : active) {
      if (sequence.listener().interrupted()) {
        sequence.continuation().interrupt();
      }
    }
    removeEnded();
    List<Sequence> stepping = new ArrayList<>();
    List<Part> parts = new ArrayList<>();
    plan(stepping, parts);
    if (!parts.isEmpty()) {
      compute(stepping, parts);
      removeEnded();
    }
    return unfinished() > 0;
  }

  private void admit() {
    while (!waiting.isEmpty() && active.size() < options.parallel()) {
      // A block more for each sequence, lest the new one be sent back at once.
      int wanted = RowPool.blocks(waiting.peek().length() + 1) + active.size();
      while (wanted > pool.freeBlocks() && !ended.isEmpty()) {
        ended.remove().drop();
      }
      if (wanted > pool.freeBlocks() && !active.isEmpty()) {
        return;
      }
      Sequence next = waiting.remove();
      next.begin();
      active.add(next);
    }
  }

  /** Chooses what each sequence brings to the next step; some may have to bring nothing. */
  private void plan(List<Sequence> stepping, List<Part> parts) {
    active.forEach(sequence -> sequence.renew(architecture));
    int generating = (int) active.stream().filter(sequence -> sequence.pending() == 1).count();
    int forPrompts = options.stepTokens() - generating;
    for (int i = 0; i < active.size(); i++) {
      Sequence sequence = active.get(i);
      boolean generates = sequence.pending() == 1;
      if (sequence.held() == 0 && !beginLikeAnother(sequence, active.subList(0, i))) {
        continue;
      }
      int count = generates ? 1 : Math.min(sequence.pending(), forPrompts);
      if (count > 0 && reserve(sequence, count)) {
        forPrompts -= generates ? 0 : count;
        stepping.add(sequence);
        parts.add(sequence.part(count));
      }
    }
  }

  /**
   * Takes over the longest beginning that is in the cache already; false where it is better to wait
   * for one of {@code earlier} to compute it.
   */
  private boolean beginLikeAnother(Sequence sequence, List<Sequence> earlier) {
    Sequence best = null;
    int ready = 0;
    int coming = 0;
    for (Sequence other : ended) {
      int common = Math.min(sequence.common(other), other.held());
      if (common > ready) {
        best = other;
        ready = common;
      }
    }
    for (Sequence other : earlier) {
      int common = sequence.common(other);
      coming = Math.max(coming, common);
      if (Math.min(common, other.held()) > ready) {
        best = other;
        ready = Math.min(common, other.held());
      }
    }
    if (coming - ready >= WORTH_WAITING) {
      return false;
    }
    if (best != null) {
      sequence.share(best, ready);
      shared += ready;
    }
    return true;
  }

  /** Finds cache rows, if need be those of a sequence that came later; false where it fails. */
  private boolean reserve(Sequence sequence, int count) {
    while (!sequence.reserve(count)) {
      Sequence last = active.getLast();
      if (!ended.isEmpty()) {
        ended.remove().drop();
      } else if (active.size() == 1) {
        fail(
            sequence,
            new RhapsodeException(
                "the cache of %d tokens is full; give it more memory or shorten the text"
                    .formatted(options.rows())));
        return false;
      } else {
        last.drop();
        active.removeLast();
        waiting.addFirst(last);
        if (last == sequence) {
          return false;
        }
      }
    }
    return true;
  }

  private void compute(List<Sequence> stepping, List<Part> parts) {
    int[] wanted = new int[parts.size()];
    int rows = 0;
    for (int i = 0; i < wanted.length; i++) {
      rows += parts.get(i).ids().length;
      wanted[i] = rows - 1;
    }
    tape.clear();
    Tensor result =
        architecture.forward(tape, new SequenceStep(tape, architecture, cache, parts, wanted));
    device.run(tape);
    computed += rows;
    for (int i = 0; i < wanted.length; i++) {
      Sequence sequence = stepping.get(i);
      sequence.advance(parts.get(i).ids().length);
      if (sequence.pending() == 0) {
        work.copyRow(result, i, logits);
        choose(sequence);
      }
    }
  }

  private void choose(Sequence sequence) {
    try {
      sequence.continuation().choose(logits);
    } catch (RhapsodeException why) {
      fail(sequence, why);
    }
  }

  private void fail(Sequence sequence, RhapsodeException why) {
    active.remove(sequence);
    sequence.drop();
    sequence.listener().failed(why);
  }

  /** Tells the listeners, and keeps what others may begin with. */
  private void removeEnded() {
    List<Sequence> done =
        active.stream().filter(sequence -> sequence.continuation().ended()).toList();
    active.removeAll(done);
    ended.addAll(done);
    while (ended.size() > options.parallel()) {
      ended.remove().drop();
    }
    done.forEach(sequence -> sequence.listener().ended(sequence.generation()));
  }

  @Override
  public void close() {
    tape.close();
    work.close();
    cache.close();
  }
}
