package rhapsode.run;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import rhapsode.RhapsodeException;
import rhapsode.arch.Architecture;
import rhapsode.arch.Source;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.block.MemoryShape;
import rhapsode.block.Step;
import rhapsode.context.Arguments;
import rhapsode.context.LayerChoice;
import rhapsode.context.MethodSpec;
import rhapsode.context.Methods;
import rhapsode.context.Stretch;
import rhapsode.context.distance.Distance;
import rhapsode.context.distance.DistanceMethods;
import rhapsode.context.distance.Reckoning;
import rhapsode.context.retention.Retention;
import rhapsode.context.retention.RetentionMethods;
import rhapsode.context.rotation.Rotation;
import rhapsode.context.rotation.RotationMethods;
import rhapsode.context.rotation.Stretching;
import rhapsode.context.sight.Sight;
import rhapsode.context.sight.SightMethods;
import rhapsode.context.sight.Window;
import rhapsode.model.Hyper;

/** A model whose layers turn, see and keep otherwise than its file says. */
final class Stretched implements Architecture {
  /** What may be asked for to be as the file is. */
  private static final Set<String> NEUTRAL =
      Set.of("--rotation none", "--distance true", "--sight causal", "--retention all");

  private final Architecture plain;
  private final Hyper hyper;
  private final List<Rotation> rotations;
  private final List<Reckoning> reckonings;
  private final List<Sight> sights;
  private final Retention retention;

  private Stretched(Architecture plain, Hyper hyper, Stretch stretch) {
    this.plain = plain;
    this.hyper = hyper;
    rotations = byLayer(stretch.rotation(), RotationMethods.ALL, plain::rotation, this::turned);
    reckonings =
        byLayer(
            stretch.distance(),
            DistanceMethods.ALL,
            plain::reckoning,
            (_, method, given) -> method.of(given));
    sights =
        byLayer(
            stretch.sight(),
            SightMethods.ALL,
            plain::sight,
            (_, method, given) -> method.of(given));
    retention = retention(stretch);
    for (int layer = 0; layer < plain.layers() && retention.window() > 0; layer++) {
      keep(layer);
    }
    checkDistances(stretch);
    if (plain.source() != null
        && (!stretch.sight().isEmpty()
            || !stretch.distance().isEmpty()
            || !stretch.retention().isEmpty())) {
      throw new RhapsodeException(
          "%s: in a model with an encoder the text does not begin at position 0; leave sight, distance and retention as they are"
              .formatted(stretch));
    }
  }

  /**
   * The model as the methods make it.
   *
   * @throws RhapsodeException if there is no such method, or it makes no sense for the model
   */
  static Architecture of(Architecture plain, Hyper hyper, Stretch stretch) {
    return stretch.isNone() ? plain : new Stretched(plain, hyper, stretch);
  }

  private Retention retention(Stretch stretch) {
    Retention kept = Retention.ALL;
    for (MethodSpec spec : stretch.retention()) {
      Arguments given = RetentionMethods.ALL.arguments(spec, hyper.rope().originalContext());
      given.require(
          spec.layers().equals(LayerChoice.ALL), "keeps the same in all layers; leave the @ out");
      kept = RetentionMethods.ALL.find(spec).maker().of(given);
      given.require(
          kept.window() == 0 || (stretch.sight().isEmpty() && stretch.distance().isEmpty()),
          "decides what is seen and how far it is away; leave --sight and --distance out");
    }
    return kept;
  }

  /** A layer sees what is kept; one whose own window is smaller, what it saw before. */
  private void keep(int layer) {
    if (plain.sight(layer) instanceof Window own && own.size() <= retention.window()) {
      return;
    }
    int first = retention.sinks();
    sights.set(
        layer,
        first == 0 ? Sight.window(retention.window()) : Sight.sinks(first, retention.window()));
    if (retention.inCache()) {
      reckonings.set(layer, Reckoning.inCache(first, retention.window()));
    }
  }

  /** Distances can only be made up where positions turn, and whole heads grow where they grow. */
  private void checkDistances(Stretch stretch) {
    for (int layer = 0; layer < plain.layers(); layer++) {
      Reckoning reckoning = reckonings.get(layer);
      if (reckoning.equals(Reckoning.TRUE)) {
        continue;
      }
      if (rotations.get(layer).equals(Rotation.NONE)
          || !plain.distance(layer).equals(Distance.FREE)) {
        throw new RhapsodeException(
            "%s: in layer %d positions do not turn, so a distance can't be made up"
                .formatted(stretch, layer));
      }
      if (hyper.number("attention.kv_lora_rank", 0) > 0) {
        throw new RhapsodeException(
            "%s: latent attention keeps keys in one form alone; leave --distance out"
                .formatted(stretch));
      }
      if (reckoning.queryFactor(1 << 20) != 1 && turnsInPart(rotations.get(layer))) {
        throw new RhapsodeException(
            "%s: queries grow as a whole, and in this model only part of a head turns"
                .formatted(stretch));
      }
    }
  }

  private boolean turnsInPart(Rotation rotation) {
    return rotation.rope().dimensions() != hyper.keyLength();
  }

  /** What makes a layer's answer out of the file's, by a method and its arguments. */
  private interface Making<M, A> {
    A make(A files, M maker, Arguments given);
  }

  /** Layers whose file says the same share what a method makes of it. */
  private <M, A> List<A> byLayer(
      List<MethodSpec> specs, Methods<M> methods, IntFunction<A> files, Making<M, A> making) {
    List<A> layers = new ArrayList<>();
    for (int layer = 0; layer < plain.layers(); layer++) {
      layers.add(files.apply(layer));
    }
    for (MethodSpec spec : specs) {
      M maker = methods.find(spec).maker();
      IdentityHashMap<A, A> made = new IdentityHashMap<>();
      boolean any = false;
      for (int layer = 0; layer < layers.size(); layer++) {
        if (spec.layers().includes(layer, isWindowed(layer))) {
          any = true;
          layers.set(
              layer,
              made.computeIfAbsent(
                  files.apply(layer),
                  own -> making.make(own, maker, methods.arguments(spec, original(own)))));
        }
      }
      if (!any) {
        throw new RhapsodeException(
            "%s %s: the model has no such layers; it has %d, %s"
                .formatted(spec.option(), spec, plain.layers(), kinds()));
      }
    }
    return layers;
  }

  private int original(Object own) {
    boolean turns = own instanceof Rotation rotation && !rotation.equals(Rotation.NONE);
    return turns ? ((Rotation) own).rope().originalContext() : hyper.rope().originalContext();
  }

  private boolean isWindowed(int layer) {
    return plain.sight(layer) instanceof Window;
  }

  private String kinds() {
    long windowed = 0;
    for (int layer = 0; layer < plain.layers(); layer++) {
      windowed += isWindowed(layer) ? 1 : 0;
    }
    return windowed == 0
        ? "none of them with a window"
        : windowed == plain.layers() ? "all with a window" : windowed + " of them with a window";
  }

  private Rotation turned(Rotation own, Stretching method, Arguments given) {
    given.require(
        !own.equals(Rotation.NONE),
        "has nothing to turn: in this model positions do not turn (%s)"
            .formatted(hyper.architecture()));
    Rotation made = method.of(own.rope(), given);
    given.require(
        made.queryFactor(0, 1 << 20) == 1 || !turnsInPart(made),
        "grows whole heads, and in this model only %d of %d values turn"
            .formatted(own.rope().dimensions(), hyper.keyLength()));
    return made;
  }

  /** What is asked for and changes nothing in sequences of up to {@code context} tokens. */
  static List<String> idle(Architecture plain, Hyper hyper, Stretch stretch, int context) {
    List<String> idle = new ArrayList<>();
    for (Stretch alone : stretch.oneByOne()) {
      Architecture stretched = of(plain, hyper, alone);
      boolean same =
          IntStream.range(0, plain.layers())
              .allMatch(layer -> Effect.isNone(plain, stretched, layer, context));
      if (same && !NEUTRAL.contains(alone.toString())) {
        idle.add("%s changes nothing in a context of %,d tokens".formatted(alone, context));
      }
    }
    return idle;
  }

  @Override
  public Tensor forward(Tape tape, Step step) {
    return plain.forward(tape, step);
  }

  @Override
  public Rotation rotation(int layer) {
    return rotations.get(layer);
  }

  @Override
  public Sight sight(int layer) {
    return sights.get(layer);
  }

  @Override
  public Reckoning reckoning(int layer) {
    return reckonings.get(layer);
  }

  @Override
  public Distance distance(int layer) {
    return plain.distance(layer);
  }

  @Override
  public List<MemoryShape> memories(int layer) {
    return plain.memories(layer);
  }

  @Override
  public Retention retention() {
    return retention;
  }

  @Override
  public Source source() {
    return plain.source();
  }

  @Override
  public int layers() {
    return plain.layers();
  }

  @Override
  public int vocabularySize() {
    return plain.vocabularySize();
  }

  @Override
  public int longest() {
    return plain.longest();
  }
}
