package rhapsode.sample;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The order of the chain, by llama.cpp's names or letters. */
final class ChainOrder implements Kind<List<StageType>> {
  static final Setting<List<StageType>> SAMPLERS =
      new Setting<>(
          new ChainOrder(),
          List.of(StageType.values()),
          "NAMES",
          "The stages in the order they are applied, by names with ';' between them or by letters;"
              + " one left out is not applied.",
          "samplers",
          "sampler-seq",
          "sampling-seq");

  private ChainOrder() {}

  @Override
  public List<StageType> read(Object given) {
    List<StageType> order = new ArrayList<>();
    for (Object part : parts(given)) {
      StageType type = part instanceof StageType itself ? itself : StageType.named(part.toString());
      if (type == null || order.contains(type)) {
        return null;
      }
      order.add(type);
    }
    return List.copyOf(order);
  }

  private static List<?> parts(Object given) {
    if (given instanceof List<?> list) {
      return list.size() == 1 ? parts(list.getFirst()) : list;
    }
    String text = given.toString().strip();
    boolean letters = StageType.named(text) == null && text.matches("[a-z]+");
    return text.isEmpty() ? List.of() : Arrays.asList(text.split(letters ? "" : "[;, ]+"));
  }

  @Override
  public String wanted() {
    return "each at most once of "
        + Arrays.stream(StageType.values())
            .map(type -> "%s (%s)".formatted(type.label(), type.letter()))
            .collect(Collectors.joining(", "));
  }

  @Override
  public String write(List<StageType> value) {
    return value.stream().map(StageType::label).collect(Collectors.joining(";"));
  }
}
