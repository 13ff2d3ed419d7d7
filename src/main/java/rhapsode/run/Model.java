package rhapsode.run;

import java.nio.file.Path;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import rhapsode.RhapsodeException;
import rhapsode.arch.Architecture;
import rhapsode.arch.Architectures;
import rhapsode.arch.Encoder;
import rhapsode.arch.Network;
import rhapsode.arch.Source;
import rhapsode.bindings.Device;
import rhapsode.bindings.Workspace;
import rhapsode.context.Stretch;
import rhapsode.gguf.GgufFile;
import rhapsode.gguf.Metadata;
import rhapsode.gguf.MetadataOverride;
import rhapsode.model.DeviceWeights;
import rhapsode.model.Hyper;
import rhapsode.model.MeasuredWeights;
import rhapsode.model.catalogue.ModelLocator;
import rhapsode.sample.Constraint;
import rhapsode.sample.Pieces;
import rhapsode.sample.Sampler;
import rhapsode.sample.SamplingOptions;
import rhapsode.sample.Stage;
import rhapsode.sample.grammar.Grammar;
import rhapsode.sample.grammar.TokenGrammar;
import rhapsode.sample.grammar.TokenTrie;
import rhapsode.token.Tokenizer;

/**
 * A language model, loaded from a GGUF file and ready to run.
 *
 * <pre>{@code
 * try (Model model = Model.open("smollm2");
 *     Session session = model.session()) {
 *   SamplingOptions options = SamplingOptions.STANDARD.with("temp", 0.7).with("max_tokens", 60);
 *   session.generate("Once upon a time", options).forEach(System.out::print);
 * }
 * }</pre>
 */
public final class Model implements AutoCloseable {
  private final GgufFile file;
  private final Device device;
  private final Hyper hyper;
  private final Network network;
  private final long weightBytes;
  private Tokenizer tokenizer;
  private Pieces pieces;
  private TokenTrie tokenTrie;

  private Model(GgufFile file, Device device, Hyper hyper, Architectures.Family family) {
    this.file = file;
    this.device = device;
    this.hyper = hyper;
    MeasuredWeights measured = new MeasuredWeights(file);
    family.build(hyper, measured);
    measured.requireAllUsed(hyper.architecture());
    AvailableMemory.require(measured.bytes(), "the weights of " + file.path());
    DeviceWeights weights = new DeviceWeights(file, device);
    network = family.build(hyper, weights);
    weightBytes = weights.bytes();
  }

  /**
   * Loads a model given by its name in the catalogue or by the path of its file. A model of the
   * catalogue that is not on disk is fetched, without a word.
   *
   * @throws RhapsodeException if there is neither such a name nor such a file, and as {@link
   *     #open(Path, int)}
   */
  public static Model open(String nameOrFile) {
    return open(ModelLocator.locate(nameOrFile));
  }

  /** Loads a model onto this machine's processor, with a thread for each core. */
  public static Model open(Path path) {
    return open(path, 0);
  }

  /**
   * Loads a model onto this machine's processor.
   *
   * @param threads size of the team that computes; 0 for a thread for each core
   * @throws RhapsodeException if the file can't be read, is broken, or holds what is not supported
   */
  public static Model open(Path path, int threads) {
    return open(path, threads, List.of());
  }

  /** The same with other metadata values than the file has. */
  public static Model open(Path path, int threads, List<MetadataOverride> overrides) {
    return open(path, Device.open(threads), overrides);
  }

  /** Loads a model onto {@code device}, which the model then owns. */
  public static Model open(Path path, Device device) {
    return open(path, device, List.of());
  }

  private static Model open(Path path, Device device, List<MetadataOverride> overrides) {
    GgufFile file = null;
    try {
      file = GgufFile.open(path, overrides);
      Architectures.Family family = Families.of(file);
      Hyper hyper = Hyper.read(file.metadata());
      return new Model(file, device, hyper, family);
    } catch (Throwable e) {
      device.close();
      if (file != null) {
        file.close();
      }
      throw e;
    }
  }

  /** The figures of the model. */
  public Hyper hyper() {
    return hyper;
  }

  /** The metadata of the file. */
  public Metadata metadata() {
    return file.metadata();
  }

  /** The file. */
  public Path path() {
    return file.path();
  }

  /**
   * Tells this model's file from others: SHA-256 in hexadecimal of its head and of a sample of
   * every tensor, as reading all of a large file takes long.
   */
  public String fingerprint() {
    return Fingerprint.of(file);
  }

  /** Where the model runs. */
  public Device device() {
    return device;
  }

  /** The number of entries in the vocabulary. */
  public int vocabularySize() {
    return network.vocabularySize();
  }

  /** Bytes of memory that the weights take. */
  public long weightBytes() {
    return weightBytes;
  }

  /** The tokenizer, read from the file when first asked for. */
  public synchronized Tokenizer tokenizer() {
    if (tokenizer == null) {
      tokenizer = Tokenizer.of(metadata());
    }
    return tokenizer;
  }

  /** The Jinja source of the model's chat template, where it has one. */
  public Optional<String> chatTemplate() {
    String key = Prompt.TEMPLATE_KEY;
    return metadata().has(key) ? Optional.of(metadata().string(key)) : Optional.empty();
  }

  /** What chooses the tokens of one sequence. */
  public Sampler sampler(SamplingOptions options) {
    return sampler(options, List.of(), null);
  }

  /**
   * The same with stages before all others, and for a text that has to fit {@code constraint},
   * where that is not null.
   */
  public Sampler sampler(SamplingOptions options, List<Stage> first, Constraint constraint) {
    return new Sampler(options, pieces(), first, constraint);
  }

  /**
   * A grammar over the tokens of this model. One serves many sequences, each with a constraint of
   * its own.
   *
   * @param endless whether the tokens that end a text are never allowed
   */
  public TokenGrammar grammar(Grammar grammar, boolean endless) {
    return new TokenGrammar(
        grammar, tokenTrie(), endless ? new BitSet() : tokenizer().special().ends());
  }

  private synchronized TokenTrie tokenTrie() {
    if (tokenTrie == null) {
      BitSet ends = tokenizer().special().ends();
      tokenTrie = TokenTrie.of(tokenizer().size(), id -> ends.get(id) ? null : pieces().of(id));
    }
    return tokenTrie;
  }

  /** The texts of the tokens. */
  public synchronized Pieces pieces() {
    if (pieces == null) {
      pieces = new TokenPieces(tokenizer());
    }
    return pieces;
  }

  /** Opens an empty sequence of the usual size: 4096 tokens, or what the model was trained for. */
  public Session session() {
    return session(Session.Options.of(Math.min(Session.Options.USUAL_CONTEXT, hyper.context())));
  }

  /** Opens an empty sequence; several may live at once, one may compute at a time. */
  public Session session(Session.Options options) {
    if (options.context() < 1 || options.batch() < 1) {
      throw new RhapsodeException(
          "a context of %d and a batch of %d tokens make no session"
              .formatted(options.context(), options.batch()));
    }
    requirePositions(options.context());
    Architecture architecture = stretched(network.continuing(), options.stretch());
    Workspace measured = StepMemory.measure(hyper, architecture, options);
    long bytes =
        StepMemory.cacheBytes(hyper, architecture, options)
            + StepMemory.memoryBytes(architecture)
            + measured.bytes();
    AvailableMemory.require(bytes, "a context of %d tokens".formatted(options.context()));
    return new Session(this, architecture, options, measured);
  }

  private void requirePositions(int context) {
    if (context > network.longest()) {
      throw new RhapsodeException(
          "a context of %,d tokens is too long: %s has learned %,d positions one by one; take a context of at most that"
              .formatted(context, path(), network.longest()));
    }
  }

  /**
   * What makes vectors of texts of up to {@code options.context()} tokens: an encoder's states, or
   * those that the logits of a model that continues texts are made from.
   */
  public Representer representer(Session.Options options) {
    return switch (network) {
      case Encoder _ -> encoding(options.context());
      case Architecture _ -> Representer.of(session(options));
    };
  }

  /**
   * Opens the model, an encoder, for texts of up to {@code context} tokens.
   *
   * @throws RhapsodeException if it is no encoder
   */
  public EncoderSession encoding(int context) {
    if (!(network instanceof Encoder encoder)) {
      throw new RhapsodeException(
          "%s is no encoder: it continues texts, with 'run' or 'chat'".formatted(path()));
    }
    requirePositions(context);
    Workspace measured = EncoderSession.measure(hyper, encoder, context);
    long bytes = KvCache.scratchBytes(hyper, context) + measured.bytes();
    AvailableMemory.require(bytes, "a text of %d tokens".formatted(context));
    return new EncoderSession(device, hyper, encoder, context, measured);
  }

  /** What reads the source that the model's texts are about; null where it only continues. */
  Source source() {
    return network instanceof Architecture architecture ? architecture.source() : null;
  }

  /** Whether the model's encoder reads a source, which its texts then answer to. */
  public boolean readsSource() {
    return source() != null;
  }

  /** The model as the methods make it, as one of whose texts several can be computed at once. */
  private Architecture sideBySide(Stretch stretch) {
    Architecture architecture = stretched(network.continuing(), stretch);
    String kind = null;
    if (readsSource()) {
      kind = "reads a source with an encoder";
    } else if (architecture.seesPromptAhead()) {
      kind = "sees its prompt in both directions";
    } else if (StepMemory.memoryBytes(architecture) > 0) {
      kind = "is recurrent";
    }
    if (kind != null) {
      throw new RhapsodeException(
          "%s %s, and such models compute one text at a time; use 'run' without a search"
              .formatted(path(), kind));
    }
    return architecture;
  }

  /** Bytes that a session of these options takes: its cache and its steps. */
  public long sessionBytes(Session.Options options) {
    Architecture architecture = stretched(network.continuing(), options.stretch());
    return StepMemory.cacheBytes(hyper, architecture, options)
        + StepMemory.memoryBytes(architecture)
        + StepMemory.workBytes(hyper, architecture, options);
  }

  private Architecture stretched(Architecture architecture, Stretch stretch) {
    return Stretched.of(architecture, hyper, stretch);
  }

  /**
   * What of the options' methods changes nothing in a context of theirs, a sentence each.
   *
   * @throws RhapsodeException if there is no such method, or it makes no sense for this model
   */
  public List<String> idleMethods(Session.Options options) {
    return options.stretch().isNone()
        ? List.of()
        : Stretched.idle(network.continuing(), hyper, options.stretch(), options.context());
  }

  /** The model's computation as the options make it: how its layers turn, and what they see. */
  public Architecture architecture(Session.Options options) {
    return stretched(network.continuing(), options.stretch());
  }

  /** How positions turn in which layers, and what each layer sees. */
  public Map<String, Object> positions(Session.Options options) {
    Architecture architecture = stretched(network.continuing(), options.stretch());
    Map<String, Object> facts = new LinkedHashMap<>(PositionInfo.rotary(architecture));
    facts.putAll(PositionInfo.window(architecture));
    return facts;
  }

  /** Opens branches of up to {@code most} at once, over a cache of {@code rows} tokens. */
  Branches branches(Session.Options options, int most, int rows) {
    requirePositions(options.context());
    Architecture architecture = sideBySide(options.stretch());
    Workspace measured = StepMemory.measure(hyper, architecture, options, most, rows);
    long bytes =
        KvCache.bytes(hyper, options.cache(), rows, KvCache.keyForms(architecture))
            + measured.bytes();
    AvailableMemory.require(bytes, "a cache of %d tokens".formatted(rows));
    return new Branches(device, hyper, architecture, options, rows, measured);
  }

  /**
   * These options with as many cache rows, up to theirs, as {@code memory} bytes hold beside the
   * weights and the steps.
   *
   * @throws RhapsodeException if they hold too few for any sequence
   */
  public Scheduler.Options within(long memory, Scheduler.Options options) {
    Architecture architecture = sideBySide(options.stretch());
    long rowBytes = KvCache.bytes(hyper, options.cache(), 1, KvCache.keyForms(architecture));
    long stepBytes = StepMemory.measure(hyper, architecture, options).bytes();
    long rows = (memory - weightBytes - stepBytes) / rowBytes;
    if (rows < RowPool.BLOCK) {
      throw new RhapsodeException(
          "%s of memory are too few: weights take %s, steps %s, and a cache of %,d tokens %s"
              .formatted(
                  AvailableMemory.mebibytes(memory),
                  AvailableMemory.mebibytes(weightBytes),
                  AvailableMemory.mebibytes(stepBytes),
                  options.context(),
                  AvailableMemory.mebibytes(rowBytes * options.context())));
    }
    return options.withRows((int) Math.min(rows, options.rows()));
  }

  /**
   * Opens a scheduler of many sequences at once; while it lives it alone may compute.
   *
   * @throws RhapsodeException if the machine has not the memory
   */
  public Scheduler scheduler(Scheduler.Options options) {
    requirePositions(options.context());
    Architecture architecture = sideBySide(options.stretch());
    Workspace measured = StepMemory.measure(hyper, architecture, options);
    long bytes =
        KvCache.bytes(hyper, options.cache(), options.rows(), KvCache.keyForms(architecture))
            + measured.bytes();
    AvailableMemory.require(bytes, "a cache of %d tokens".formatted(options.rows()));
    return new Scheduler(device, hyper, architecture, tokenizer(), options, measured);
  }

  @Override
  public void close() {
    device.close();
    file.close();
  }
}
