package rhapsode.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import rhapsode.arch.Architecture;
import rhapsode.bindings.Device;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.bindings.Workspace;
import rhapsode.model.Hyper;

/**
 * Sequences that grow out of one prompt and fork at any token, all of the same length. A token's
 * keys and values are in the cache once, however many branches go on from it.
 */
final class Branches implements AutoCloseable {
  private final Device device;
  private final Architecture architecture;
  private final Session.Options options;
  private final KvCache cache;
  private final Workspace work;
  private final Tape tape;
  private final int width;
  private final BitSet used = new BitSet();
  private int regime;

  /**
   * Takes the memory.
   *
   * @param rows tokens that the cache holds, over all branches
   * @param measured {@link StepMemory#measure} of the same options
   */
  Branches(
      Device device,
      Hyper hyper,
      Architecture architecture,
      Session.Options options,
      int rows,
      Workspace measured) {
    this.device = device;
    this.architecture = architecture;
    this.options = options;
    width = hyper.width();
    cache = KvCache.allocate(device, hyper, options.cache(), rows, KvCache.keyForms(architecture));
    work = Workspace.allocate(device, measured);
    tape = new Tape(work);
  }

  /** Rows that {@code most} branches may take, each with {@code each} tokens of its own. */
  static int rows(int prompt, int most, int each) {
    return Math.toIntExact(prompt + (long) most * each);
  }

  /**
   * The first branch.
   *
   * @param hidden takes the representation of each token of the prompt, in order; null where nobody
   *     wants them, which takes less time
   */
  Branch begin(int[] prompt, Consumer<float[]> hidden) {
    Admission.requireFit(architecture, prompt, 0, options.context());
    int[] rows = new int[prompt.length];
    Arrays.setAll(rows, _ -> take());
    regime = architecture.regime(prompt.length);
    return feed(prompt, rows, prompt.length, hidden);
  }

  /** Computes a branch from its beginning, with the angles of a sequence of {@code length}. */
  private Branch feed(int[] ids, int[] rows, int length, Consumer<float[]> hidden) {
    int piece = hidden == null ? options.batch() : StepMemory.scoredRows(architecture, options);
    for (int from = 0; true; from += piece) {
      int end = Math.min(ids.length, from + piece);
      int[] wanted = {end - from - 1};
      if (hidden != null) {
        wanted = new int[end - from];
        Arrays.setAll(wanted, i -> i);
      }
      Part part =
          new Part(Arrays.copyOfRange(ids, from, end), from, length, Arrays.copyOf(rows, end));
      SequenceStep step = step(List.of(part), wanted);
      Tensor logits = architecture.forward(tape, step);
      device.run(tape);
      for (int i = 0; hidden != null && i < wanted.length; i++) {
        hidden.accept(row(step.hidden(), i, width));
      }
      if (end == ids.length) {
        return branch(ids, rows, logits, step.hidden(), wanted.length - 1);
      }
    }
  }

  private SequenceStep step(List<Part> parts, int[] wanted) {
    tape.clear();
    return new SequenceStep(tape, architecture, cache, parts, wanted);
  }

  /** The branches that go on from {@code parents}, each with its token, computed in one step. */
  List<Branch> extend(List<Branch> parents, int[] tokens) {
    renew(parents);
    List<Part> parts = new ArrayList<>();
    int[] wanted = new int[tokens.length];
    for (int i = 0; i < tokens.length; i++) {
      Branch parent = parents.get(i);
      int length = parent.length() + 1;
      int[] rows = Arrays.copyOf(parent.rows(), length);
      rows[length - 1] = take();
      parts.add(new Part(new int[] {tokens[i]}, length - 1, length, rows));
      wanted[i] = i;
    }
    SequenceStep step = step(parts, wanted);
    Tensor logits = architecture.forward(tape, step);
    device.run(tape);
    List<Branch> grown = new ArrayList<>();
    for (int i = 0; i < tokens.length; i++) {
      int[] ids = Arrays.copyOf(parents.get(i).ids(), parts.get(i).end());
      ids[ids.length - 1] = tokens[i];
      grown.add(branch(ids, parts.get(i).rows(), logits, step.hidden(), i));
    }
    return grown;
  }

  /** Where angles depend on the length and it crosses a border, all is computed again. */
  private void renew(List<Branch> branches) {
    int length = branches.getFirst().length() + 1;
    int now = architecture.regime(length);
    if (now != regime) {
      // Branches that share a row agree on what comes into it.
      branches.forEach(branch -> feed(branch.ids(), branch.rows(), length, null));
    }
    regime = now;
  }

  /** Forgets what none of these needs. */
  void keep(List<Branch> living) {
    used.clear();
    living.forEach(branch -> Arrays.stream(branch.rows()).forEach(used::set));
  }

  private int take() {
    int row = used.nextClearBit(0);
    used.set(row);
    return row;
  }

  private Branch branch(int[] ids, int[] rows, Tensor logits, Tensor hidden, int row) {
    return new Branch(
        ids, rows, row(logits, row, architecture.vocabularySize()), row(hidden, row, width));
  }

  private float[] row(Tensor tensor, int row, int length) {
    float[] values = new float[length];
    work.copyRow(tensor, row, values);
    return values;
  }

  @Override
  public void close() {
    tape.close();
    work.close();
    cache.close();
  }
}
