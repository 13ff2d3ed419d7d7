package rhapsode.lab.recall;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import rhapsode.RhapsodeException;
import rhapsode.token.Tokenizer;

/** Hides facts in a text that, with the longest question and answer, has a given length. */
public final class HaystackBuilder {
  private static final String FILLER =
      " The grass is green. The sky is blue. The sun is yellow. Here we go. There and back again.";
  private static final List<String> CITIES =
      List.of(
          "Lisbon", "Oslo", "Nairobi", "Quito", "Hanoi", "Dublin", "Tunis", "Perth", "Lima",
          "Kyiv");
  private static final int CHAINS = 4;
  private static final int HOPS = 4;

  private final Tokenizer tokenizer;
  private final int[] text;
  private final int length;
  private final Random random;

  /** A fact, to be put where a share {@code depth} of the filler comes before it. */
  private record Fact(double depth, String text) {}

  /**
   * A builder; the same arguments make the same haystacks.
   *
   * @param text tokens to hide facts in; repeated where they do not suffice
   * @param length tokens of haystack, question and answer together, at most
   * @param seed of the numbers
   */
  public HaystackBuilder(Tokenizer tokenizer, int[] text, int length, long seed) {
    this.tokenizer = tokenizer;
    this.text = text;
    this.length = length;
    random = new Random(seed);
  }

  /**
   * Hides the facts of a task.
   *
   * @param depths where; the passkey has a haystack of its own for each
   * @throws RhapsodeException if the length has no room for them
   */
  public List<Haystack> build(RecallTask task, double[] depths) {
    return switch (task) {
      case PASSKEY -> Arrays.stream(depths).mapToObj(this::passkey).toList();
      case NEEDLES -> List.of(needles(depths));
      case TRACKING -> List.of(tracking());
    };
  }

  private Haystack passkey(double depth) {
    List<String> numbers = numbers(RecallTask.OPTIONS);
    String key = numbers.getFirst();
    String fact = "%s. Remember it.%s is the pass key.".formatted(key, key);
    String intro =
        "There is an important fact hidden in a lot of other text. Find it and memorize it.";
    return haystack(
        intro,
        encode(FILLER),
        List.of(new Fact(depth, " The pass key is" + fact)),
        List.of(
            new Haystack.Question(depth, "\n\nWhat is the pass key? The pass key is", numbers)));
  }

  private Haystack needles(double[] depths) {
    List<String> numbers = numbers(RecallTask.OPTIONS);
    if (depths.length > CITIES.size()) {
      throw new RhapsodeException(
          "a haystack holds %d needles at most, not %d; give fewer depths"
              .formatted(CITIES.size(), depths.length));
    }
    List<Fact> facts = new ArrayList<>();
    List<Haystack.Question> questions = new ArrayList<>();
    for (int i = 0; i < depths.length; i++) {
      String city = CITIES.get(i);
      facts.add(
          new Fact(depths[i], " The special number of %s is%s.".formatted(city, numbers.get(i))));
      questions.add(
          new Haystack.Question(
              depths[i],
              "\n\nWhat is the special number of %s? The special number of %s is"
                  .formatted(city, city),
              rightFirst(numbers, i)));
    }
    return haystack("Remember the special numbers in this text.\n\n", text, facts, questions);
  }

  private Haystack tracking() {
    List<String> numbers = numbers(RecallTask.OPTIONS);
    List<Fact> facts = new ArrayList<>();
    List<Haystack.Question> questions = new ArrayList<>();
    for (int chain = 0; chain < CHAINS; chain++) {
      String value = numbers.get(chain);
      for (int hop = 0; hop <= HOPS; hop++) {
        double depth = (hop + (chain + 0.5) / CHAINS) / (HOPS + 1);
        String name = variable(chain, hop);
        String from = hop == 0 ? value : " " + variable(chain, hop - 1);
        facts.add(new Fact(depth, " Variable %s equals%s.".formatted(name, from)));
      }
      questions.add(
          new Haystack.Question(
              (chain + 0.5) / CHAINS / (HOPS + 1),
              "\n\nVariable %s equals %s, which in the end equals the number"
                  .formatted(variable(chain, HOPS), variable(chain, HOPS - 1)),
              rightFirst(numbers, chain)));
    }
    return haystack("Remember the variables in this text.\n\n", text, facts, questions);
  }

  private static String variable(int chain, int hop) {
    return "" + (char) ('A' + chain) + (char) ('P' + hop);
  }

  private static List<String> rightFirst(List<String> numbers, int right) {
    List<String> options = new ArrayList<>(numbers);
    options.addFirst(options.remove(right));
    return options;
  }

  /** Different numbers of five digits, each after a space. */
  private List<String> numbers(int count) {
    Set<String> numbers = new LinkedHashSet<>();
    while (numbers.size() < count) {
      numbers.add(" " + (10_000 + random.nextInt(90_000)));
    }
    return List.copyOf(numbers);
  }

  private Haystack haystack(
      String intro, int[] filler, List<Fact> facts, List<Haystack.Question> questions) {
    int[] head = tokenizer.encode(intro, true, false);
    List<Fact> inOrder = facts.stream().sorted(Comparator.comparingDouble(Fact::depth)).toList();
    List<int[]> hidden = inOrder.stream().map(fact -> encode(fact.text)).toList();
    int asked = questions.stream().mapToInt(question -> longest(question)).max().orElseThrow();
    int room = length - head.length - asked - hidden.stream().mapToInt(ids -> ids.length).sum();
    if (room < facts.size()) {
      throw new RhapsodeException(
          "%d tokens leave no room to hide %d facts; take a longer length"
              .formatted(length, facts.size()));
    }
    int[] hay = IntStream.range(0, room).map(i -> filler[i % filler.length]).toArray();
    IntStream.Builder ids = IntStream.builder();
    add(ids, head);
    int from = 0;
    for (int i = 0; i < hidden.size(); i++) {
      int to = Math.max(from, sentenceEnd(hay, (int) (inOrder.get(i).depth * room)));
      add(ids, Arrays.copyOfRange(hay, from, to));
      add(ids, hidden.get(i));
      from = to;
    }
    add(ids, Arrays.copyOfRange(hay, from, room));
    return new Haystack(ids.build().toArray(), questions);
  }

  /** The place after the last full stop up to {@code near}; 0 where there is none. */
  private int sentenceEnd(int[] hay, int near) {
    int place = Math.min(near, hay.length);
    while (place > 0 && !endsSentence(hay[place - 1])) {
      place--;
    }
    return place;
  }

  private boolean endsSentence(int id) {
    byte[] piece = tokenizer.pieceBytes(id);
    return piece.length > 0 && piece[piece.length - 1] == '.';
  }

  private int longest(Haystack.Question question) {
    return question.options().stream()
        .mapToInt(option -> encode(question.text() + option).length)
        .max()
        .orElseThrow();
  }

  private int[] encode(String part) {
    return tokenizer.encode(part, false, false);
  }

  private static void add(IntStream.Builder all, int[] ids) {
    for (int id : ids) {
      all.add(id);
    }
  }
}
