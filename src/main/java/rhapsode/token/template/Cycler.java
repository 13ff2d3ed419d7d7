package rhapsode.token.template;

import java.util.List;

/** The value of {@code cycler(...)}. */
final class Cycler {
  private final List<Object> items;
  private int at;

  Cycler(List<Object> items) {
    if (items.isEmpty()) {
      throw new TemplateError("at least one item has to be provided");
    }
    this.items = items;
  }

  Object attribute(String name) {
    return switch (name) {
      case "current" -> items.get(at);
      case "next" ->
          new Method(
              this,
              name,
              args -> {
                Object item = items.get(at);
                at = (at + 1) % items.size();
                return item;
              });
      case "reset" ->
          new Method(
              this,
              name,
              args -> {
                at = 0;
                return null;
              });
      default -> null;
    };
  }
}
