package rhapsode.sample;

import java.util.List;

/** Divides logits by the temperature: below 1 the likely become likelier. */
public record Temperature(float value) implements Stage {
  @Override
  public void apply(Candidates candidates, List<Integer> history) {
    candidates.multiply(1 / value);
  }
}
