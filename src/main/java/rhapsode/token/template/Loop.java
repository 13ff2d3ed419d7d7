package rhapsode.token.template;

import java.util.List;

/** The variable {@code loop}. In a recursive loop, a call renders the loop over other items. */
final class Loop implements Callable {
  private final List<Object> items;
  private final int depth;
  private final Callable recursion;
  private int index = -1;
  private List<Object> lastChanged;

  /** A loop at nesting {@code depth} from 0; {@code recursion} is null in a plain loop. */
  Loop(List<Object> items, int depth, Callable recursion) {
    this.items = items;
    this.depth = depth;
    this.recursion = recursion;
  }

  Object advance() {
    return items.get(++index);
  }

  boolean hasNext() {
    return index + 1 < items.size();
  }

  @Override
  public Object call(Args args) {
    if (recursion == null) {
      throw new TemplateError(
          "The loop must have the 'recursive' marker to be called recursively.");
    }
    return recursion.call(args);
  }

  Object attribute(String name) {
    long size = items.size();
    return switch (name) {
      case "index" -> index + 1L;
      case "index0" -> (long) index;
      case "revindex" -> size - index;
      case "revindex0" -> size - index - 1;
      case "first" -> index == 0;
      case "last" -> index == size - 1;
      case "length" -> size;
      case "depth" -> depth + 1L;
      case "depth0" -> (long) depth;
      case "previtem" ->
          index == 0 ? new Undefined("there is no previous item") : items.get(index - 1);
      case "nextitem" ->
          index == size - 1 ? new Undefined("there is no next item") : items.get(index + 1);
      case "cycle" ->
          new Method(
              this,
              name,
              args -> {
                if (args.positional().isEmpty()) {
                  throw new TemplateError("no items for cycling given");
                }
                return args.positional().get(index % args.positional().size());
              });
      case "changed" ->
          new Method(
              this,
              name,
              args -> {
                boolean changed =
                    lastChanged == null || !Values.equal(lastChanged, args.positional());
                lastChanged = args.positional();
                return changed;
              });
      default -> new Undefined("'LoopContext object' has no attribute '" + name + "'");
    };
  }
}
