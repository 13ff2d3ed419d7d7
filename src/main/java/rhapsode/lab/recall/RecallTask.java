package rhapsode.lab.recall;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import rhapsode.RhapsodeException;

/** What is hidden, and what is asked. */
public enum RecallTask {
  /**
   * A number in repeated filler: Mohtashami and Jaggi 2023 (arXiv 2305.16300). The decoys are
   * numbers that the text does not have.
   */
  PASSKEY,
  /**
   * Numbers of several cities, one at each depth of a text, asked for one by one: a needle in a
   * haystack with RULER's several keys (Hsieh et al. 2024, arXiv 2404.06654). The other cities'
   * numbers are among the decoys.
   */
  NEEDLES,
  /**
   * Chains of variables, each set to the one before; the value of the last one is asked: after
   * RULER's variable tracking, which asks for the names. The other chains' values are among the
   * decoys.
   */
  TRACKING;

  /** Answers to choose from, so that one in ten is right by chance. */
  public static final int OPTIONS = 10;

  /** The task's name in options and reports. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The task of that name.
   *
   * @throws RhapsodeException if there is none
   */
  public static RecallTask of(String name) {
    return Arrays.stream(values())
        .filter(task -> task.label().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new RhapsodeException(
                    "there is no recall task '%s'; there are %s"
                        .formatted(
                            name,
                            Arrays.stream(values())
                                .map(RecallTask::label)
                                .collect(Collectors.joining(", ")))));
  }
}
