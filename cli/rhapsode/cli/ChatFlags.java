package rhapsode.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import rhapsode.NearNames;
import rhapsode.RhapsodeException;
import rhapsode.cli.chat.ChatSettings;
import rhapsode.run.ContextFullPolicy;
import rhapsode.run.Generation;
import rhapsode.run.Model;
import rhapsode.run.Session;
import rhapsode.sample.Sampler;
import rhapsode.sample.SamplingOptions;
import rhapsode.sample.Setting;

/** The options of a chat, which {@code /set} changes by the same names. */
final class ChatFlags implements ChatSettings {
  private static final CommandSpec OWN = new CommandLine(new Alone()).getCommandSpec();

  @Mixin EngineOptions engine;
  @Mixin SamplingFlags sampling;

  @Option(
      names = "--context-full",
      paramLabel = "POLICY",
      defaultValue = "stop",
      converter = PolicyConverter.class,
      description =
          "When the context is full: stop, drop the oldest turns, or slide over the oldest tokens"
              + " (default: ${DEFAULT-VALUE}).")
  ContextFullPolicy whenFull;

  @Option(
      names = "--hide-thinking",
      arity = "0..1",
      paramLabel = "BOOLEAN",
      fallbackValue = "true",
      description = "Do not show what a reasoning model thinks before it answers.")
  boolean hideThinking;

  @Option(
      names = "--save-cache",
      arity = "0..1",
      paramLabel = "BOOLEAN",
      fallbackValue = "true",
      description =
          "Let /save write keys and values beside the conversation, so that --resume"
              + " need not read it again.")
  boolean saveCache;

  @Spec(Spec.Target.MIXEE)
  CommandSpec command;

  private SamplingOptions samplingOptions;
  private Map<String, List<String>> chosen = Map.of();

  /** The flags alone, as a command line of their own. */
  @Command(name = "/set")
  static final class Alone {
    @Mixin ChatFlags flags;
  }

  /** Reads the name of a policy. */
  static final class PolicyConverter implements ITypeConverter<ContextFullPolicy> {
    @Override
    public ContextFullPolicy convert(String name) {
      try {
        return ContextFullPolicy.of(name);
      } catch (RhapsodeException unknown) {
        throw new TypeConversionException(unknown.getMessage());
      }
    }
  }

  /** Ends the command where a figure is out of range, and notes what was given. */
  void take(ParseResult given) {
    engine.check();
    samplingOptions = sampling.given().seeded();
    chosen = new LinkedHashMap<>();
    for (OptionSpec option : given.matchedOptions()) {
      if (own(option.longestName()).isPresent()) {
        chosen.put(nameOf(option), List.of(option.originalStringValues().getLast()));
      }
    }
    for (Setting<?> setting : sampling.given().chosen().keySet()) {
      chosen.put(setting.name(), texts(setting));
    }
  }

  /** The texts from which a sampling setting's value is read again. */
  private <T> List<String> texts(Setting<T> setting) {
    T value = samplingOptions.get(setting);
    return value instanceof List<?> list
        ? list.stream().map(Object::toString).toList()
        : List.of(setting.write(value));
  }

  /** The option of these flags that has a name, those of sampling aside. */
  private static Optional<OptionSpec> own(String name) {
    // Those of sampling are in a group.
    return Optional.ofNullable(OWN.findOption(name)).filter(option -> option.group() == null);
  }

  /** The first long name, without dashes. */
  private static String nameOf(OptionSpec option) {
    for (String name : option.names()) {
      if (name.startsWith("--")) {
        return name.substring(2);
      }
    }
    throw new IllegalStateException(option + " has no long name");
  }

  @Override
  public List<Entry> all() {
    List<Entry> all = new ArrayList<>();
    for (Setting<?> setting : SamplingOptions.SETTINGS) {
      all.add(entry(setting));
    }
    for (OptionSpec option : command.options()) {
      if (own(option.longestName()).isPresent()) {
        all.add(new Entry(nameOf(option), value(option), String.join(" ", option.description())));
      }
    }
    return all;
  }

  private <T> Entry entry(Setting<T> setting) {
    return new Entry(
        setting.name(), setting.write(samplingOptions.get(setting)), setting.description());
  }

  private static String value(OptionSpec option) {
    return switch (option.getValue()) {
      case null -> "default";
      case Enum<?> constant -> constant.name().toLowerCase(Locale.ROOT);
      case Object value -> value.toString();
    };
  }

  @Override
  public Map<String, List<String>> chosen() {
    return chosen;
  }

  @Override
  public Map<String, List<String>> saved() {
    Map<String, List<String>> saved = new LinkedHashMap<>();
    Path file = Path.of(engine.model.model);
    // A model's file is found again from whatever folder.
    saved.put(
        "model",
        List.of(Files.exists(file) ? file.toAbsolutePath().toString() : engine.model.model));
    saved.put(SamplingOptions.SEED.name(), texts(SamplingOptions.SEED));
    chosen.forEach(saved::putIfAbsent);
    return saved;
  }

  @Override
  public ChatSettings with(Map<String, List<String>> changes) {
    SamplingOptions changed = samplingOptions;
    Map<String, List<String>> values = new LinkedHashMap<>(chosen);
    for (Map.Entry<String, List<String>> change : changes.entrySet()) {
      String name = name(change.getKey());
      List<String> texts = change.getValue();
      if (own("--" + name).isEmpty()) {
        changed = changed.with(name, texts.size() == 1 ? texts.getFirst() : texts);
      }
      values.put(name, texts);
    }
    ChatFlags flags = parsed(values);
    flags.samplingOptions = changed.seeded();
    flags.chosen = values;
    return flags;
  }

  private ChatFlags parsed(Map<String, List<String>> values) {
    Alone alone = new Alone();
    String[] arguments =
        values.entrySet().stream()
            .filter(entry -> own("--" + entry.getKey()).isPresent())
            .map(entry -> "--" + entry.getKey() + "=" + entry.getValue().getLast())
            .toArray(String[]::new);
    try {
      new CommandLine(alone).setErr(command.commandLine().getErr()).parseArgs(arguments);
      alone.flags.engine.check();
      return alone.flags;
    } catch (ParameterException wrong) {
      throw new RhapsodeException(wrong.getMessage(), wrong);
    }
  }

  @Override
  public String name(String written) {
    String bare = written.replaceFirst("^-+", "").replace('_', '-');
    Stream<String> sampled =
        SamplingOptions.SETTINGS.stream().filter(each -> each.isNamed(bare)).map(Setting::name);
    return Stream.concat(sampled, own("--" + bare).map(ChatFlags::nameOf).stream())
        .findFirst()
        .orElseThrow(() -> unknown(written, bare));
  }

  private static RhapsodeException unknown(String written, String bare) {
    Stream<String> own =
        OWN.options().stream().filter(each -> each.group() == null).map(ChatFlags::nameOf);
    Stream<String> sampling =
        SamplingOptions.SETTINGS.stream().flatMap(setting -> setting.names().stream());
    return new RhapsodeException(
        "there is no setting '%s'%s; /set lists them"
            .formatted(written, NearNames.question(bare, Stream.concat(own, sampling).toList())));
  }

  @Override
  public Model open() {
    return engine.open();
  }

  @Override
  public Session.Options session(Model model, int wanted) {
    return engine.session(model, wanted);
  }

  @Override
  public Sampler sampler(Model model, int answer) {
    return model.sampler(samplingOptions.forAnswer(answer));
  }

  @Override
  public Generation.Limits limits() {
    return Generation.Limits.of(samplingOptions);
  }

  @Override
  public ContextFullPolicy whenFull() {
    return whenFull;
  }

  @Override
  public boolean hidesThinking() {
    return hideThinking;
  }

  @Override
  public boolean savesCache() {
    return saveCache;
  }
}
