package rhapsode.lab.stretch;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import rhapsode.lab.recall.Haystack;
import rhapsode.lab.recall.HaystackBuilder;
import rhapsode.lab.recall.RecallTask;
import rhapsode.lab.recall.Recalled;
import rhapsode.run.Model;
import rhapsode.run.Session;

/**
 * Measures every method at every length on one text. A cell is kept as soon as it is measured, by a
 * hash of all that it depends on, so that a sweep which was interrupted goes on where it was and a
 * larger one computes only what is new.
 */
public final class Sweep {
  /** Room in a session for what is fed beside a window. */
  private static final int SPARE = 1;

  private final Model model;
  private final int[] tokens;
  private final Targets targets;
  private final SweepSettings settings;
  private final Session.Options usual;
  private final CellStore store;
  private final String basis;

  /** Hears how a sweep gets on. */
  @FunctionalInterface
  public interface Listener {
    /**
     * A cell is done.
     *
     * @param kept whether it had been measured before
     */
    void done(Cell cell, boolean kept, Results results);
  }

  /**
   * A sweep; nothing is computed yet.
   *
   * @param tokens of the text, as {@link rhapsode.lab.perplexity.WindowReader#encode} makes them
   * @param usual options of its sessions; their context is replaced by each length
   * @param build what the results of a build can be told from those of another by
   * @throws rhapsode.RhapsodeException if the text is too short
   */
  public Sweep(
      Model model,
      int[] tokens,
      SweepSettings settings,
      Session.Options usual,
      CellStore store,
      String build) {
    this.model = model;
    this.tokens = tokens;
    this.settings = settings;
    this.usual = usual;
    this.store = store;
    targets =
        Targets.of(
            tokens,
            model.tokenizer().prefix(),
            settings.longest(),
            settings.blocks(),
            settings.block());
    basis =
        String.join(
            "\n",
            "build " + build,
            "isa " + model.device().isa(),
            "model " + model.fingerprint(),
            "cache " + usual.cache(),
            "text " + hash(tokens),
            "block " + settings.block(),
            "depths " + settings.depths(),
            "seed " + settings.seed());
  }

  /** The targets. */
  public Targets targets() {
    return targets;
  }

  /** What is swept. */
  public SweepSettings settings() {
    return settings;
  }

  /**
   * All cells, in the order they are measured: every method and length on the first block, then on
   * the next, so that a picture of all is there early.
   */
  public List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    int rounds = Math.max(settings.reads() ? settings.blocks() : 0, recallRounds());
    for (int round = 0; round < rounds; round++) {
      for (int length : settings.lengths()) {
        for (Method method : settings.methods()) {
          if (settings.reads() && round < settings.blocks()) {
            cells.add(new Cell.Read(method.spec(), length, round));
          }
          if (round < recallRounds()) {
            for (RecallTask task : settings.tasks()) {
              cells.add(new Cell.Recall(method.spec(), length, task, round));
            }
          }
        }
      }
    }
    if (settings.measures().contains(Measure.EXACTNESS)) {
      settings.methods().forEach(method -> cells.add(new Cell.Cut(method.spec(), cutLength())));
    }
    return cells;
  }

  /** The shortest length beyond the trained one, where methods differ; else the shortest. */
  private int cutLength() {
    return settings.lengths().stream()
        .filter(length -> length > model.hyper().context())
        .findFirst()
        .orElse(settings.lengths().getFirst());
  }

  private boolean timed() {
    return settings.measures().contains(Measure.SPEED);
  }

  private int recallRounds() {
    return settings.recalls() ? settings.trials() : 0;
  }

  /** Those that were not measured before. */
  public List<Cell> missing() {
    return cells().stream().filter(cell -> store.get(key(cell)).isEmpty()).toList();
  }

  /** Bytes of the largest session. */
  public long sessionBytes() {
    return settings.methods().stream()
        .mapToLong(method -> model.sessionBytes(options(method, settings.longest())))
        .max()
        .orElseThrow();
  }

  /** Bytes of the session of a method for a length. */
  public long sessionBytes(Method method, int length) {
    return model.sessionBytes(options(method, length));
  }

  /** How each method turns positions and what it sees. */
  public Map<String, Outcome.Positions> positions() {
    return Turning.of(model, this);
  }

  /** What reading takes on this machine; reads two thousand tokens to find out. */
  public Cost cost() {
    try (Session session = model.session(options(Method.NONE, settings.longest()))) {
      return Cost.measure(session, tokens);
    }
  }

  /** Measures what is missing. */
  public Results run(Listener listener) {
    Results results = new Results();
    Map<String, Method> methods =
        settings.methods().stream().collect(Collectors.toMap(Method::spec, each -> each));
    for (Cell cell : cells()) {
      String key = key(cell);
      Map<String, double[]> kept = store.get(key).orElse(null);
      Map<String, double[]> series = kept != null ? kept : measure(cell, methods);
      if (kept == null) {
        store.put(key, series);
      }
      switch (cell) {
        case Cell.Read read -> results.add(read, Reading.of(series));
        case Cell.Recall recall -> results.add(recall, RecallSeries.read(series));
        case Cell.Cut cut ->
            results.add(new Exactness(cut.method(), cut.length(), series.get("difference")[0]));
      }
      listener.done(cell, kept != null, results);
    }
    return results;
  }

  private Map<String, double[]> measure(Cell cell, Map<String, Method> methods) {
    try (Session session = model.session(options(methods.get(cell.method()), cell.length()))) {
      return switch (cell) {
        case Cell.Read read ->
            Reading.of(session, targets, read.block(), read.length(), timed()).series();
        case Cell.Recall recall -> RecallSeries.of(recall(session, recall));
        case Cell.Cut cut ->
            Map.of(
                "difference",
                new double[] {Exactness.difference(session, targets.ids(0, cut.length()))});
      };
    }
  }

  private List<Recalled> recall(Session session, Cell.Recall recall) {
    double[] depths = settings.depths().stream().mapToDouble(Double::doubleValue).toArray();
    HaystackBuilder builder =
        new HaystackBuilder(
            model.tokenizer(), tokens, recall.length(), settings.seed() + recall.trial());
    List<Recalled> answers = new ArrayList<>();
    for (Haystack haystack : builder.build(recall.task(), depths)) {
      answers.addAll(Recalled.ask(session, model.tokenizer(), haystack));
    }
    return answers;
  }

  /** The options of a method's session for a length. */
  Session.Options options(Method method, int length) {
    return new Session.Options(length + SPARE, usual.batch(), usual.cache(), method.stretch());
  }

  /** A hash of all that the cell depends on. */
  private String key(Cell cell) {
    String place =
        cell instanceof Cell.Read read
            ? " end " + targets.ends().get(read.block()) + (timed() ? " timed" : "")
            : "";
    byte[] whole = (basis + "\n" + cell.identity() + place).getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(sha256().digest(whole));
  }

  private static String hash(int[] ids) {
    ByteBuffer bytes = ByteBuffer.allocate(ids.length * Integer.BYTES);
    bytes.asIntBuffer().put(ids);
    return HexFormat.of().formatHex(sha256().digest(bytes.array()));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
