package rhapsode.token.template;

/**
 * What one rendering may use. Templates come out of model files, so none may hang the program or
 * eat its memory; the running budget is found through {@link #current} by everything that computes.
 */
final class Budget {
  static final ScopedValue<Budget> RUNNING = ScopedValue.newInstance();

  static final long MAX_STEPS = 10_000_000;

  /** The longest string, in UTF-16 units; it bounds the output too. */
  static final int MAX_TEXT = 64 << 20;

  /** All strings and lists ever made by one rendering, in characters and items. */
  static final long MAX_ALLOCATED = 512L << 20;

  private static final int MAX_DEPTH = 500;

  private long steps;
  private long allocated;
  private int depth;
  private int line = 1;

  static Budget current() {
    return RUNNING.get();
  }

  /** Counts work done in {@code count} simple steps. */
  static void step(long count) {
    Budget budget = current();
    budget.steps += count;
    if (budget.steps > MAX_STEPS) {
      throw new TemplateError("it takes more than " + MAX_STEPS + " steps");
    }
  }

  /** Counts a pass over {@code length} characters. */
  static void scan(long length) {
    step(length / 64);
  }

  /**
   * Counts a search for {@code wanted} characters in {@code length}, which may compare every pair.
   */
  static void search(long length, long wanted) {
    scan(length);
    step(Math.max(0, length - wanted + 1) * wanted / 16384);
  }

  /** Asks for {@code count} characters or items before they are made. */
  static void allocate(long count) {
    Budget budget = current();
    budget.allocated += count;
    if (count > MAX_TEXT || budget.allocated > MAX_ALLOCATED) {
      throw new TemplateError("it needs too much memory");
    }
  }

  /** Asks for a list of {@code count} items, of which each also counts as a step. */
  static void allocateItems(long count) {
    allocate(count * 4);
    step(count);
  }

  static void enter() {
    if (++current().depth > MAX_DEPTH) {
      throw new TemplateError(
          "maximum recursion depth exceeded: calls or values are nested too deeply");
    }
  }

  static void leave() {
    current().depth--;
  }

  void at(int where) {
    line = where;
  }

  int line() {
    return line;
  }
}
