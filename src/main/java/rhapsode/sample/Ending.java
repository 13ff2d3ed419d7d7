package rhapsode.sample;

import java.util.List;

/** What ends an answer. */
public final class Ending {
  /** Most tokens. */
  public static final Setting<Integer> MAX_TOKENS =
      Setting.whole(
          Range.atLeast(-1),
          -1,
          "N",
          "Most tokens to make; -1 until the model ends or the context is full.",
          "max-tokens",
          "n-predict",
          "predict");

  /** Texts to end before. */
  public static final Setting<List<String>> STOPS =
      Setting.texts(List.of(), "TEXT", "End before this text; may be given several times.", "stop");

  /** Whether to go on. */
  public static final Setting<Boolean> IGNORE_END =
      new Setting<>(
          new Kind.Toggle(), false, "", "Go on when the model ends its text.", "ignore-eos");

  static final List<Setting<?>> SETTINGS = List.of(MAX_TOKENS, STOPS, IGNORE_END);

  private Ending() {}
}
