package rhapsode.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.IGetter;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import rhapsode.sample.Setting;

/** Options made from settings, in a section of the usage text of their own. */
final class SettingFlags {
  private final Map<String, Object> given = new LinkedHashMap<>();

  /**
   * Adds the options to a command.
   *
   * @param letters short options by the names of settings
   */
  static SettingFlags add(
      CommandSpec command, String heading, List<Setting<?>> settings, Map<String, String> letters) {
    SettingFlags flags = new SettingFlags();
    ArgGroupSpec.Builder group =
        ArgGroupSpec.builder().validate(false).heading("%n" + heading + ":%n");
    for (Setting<?> setting : settings) {
      group.addArg(flags.option(setting, letters.get(setting.name())));
    }
    command.addArgGroup(group.build());
    return flags;
  }

  private OptionSpec option(Setting<?> setting, String letter) {
    List<String> names = new ArrayList<>();
    if (letter != null) {
      names.add(letter);
    }
    setting.names().forEach(name -> names.add("--" + name));
    OptionSpec.Builder option =
        OptionSpec.builder(names.toArray(String[]::new))
            .paramLabel(setting.label())
            .description(description(setting))
            .getter(getter("--" + setting.name()))
            .setter(setter("--" + setting.name()));
    if (setting.isToggle()) {
      option.type(Boolean.class).arity("0");
    } else if (setting.isList()) {
      option.type(List.class).auxiliaryTypes(String.class).arity("1");
    } else {
      option.type(String.class).arity("1");
    }
    return option.build();
  }

  /** Without it picocli would begin a list anew each time the option is given. */
  private IGetter getter(String name) {
    return new IGetter() {
      @Override
      @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // picocli's declaration
      public <T> T get() {
        return (T) given.get(name);
      }
    };
  }

  private ISetter setter(String name) {
    return new ISetter() {
      @Override
      @SuppressWarnings("TypeParameterUnusedInFormals") // picocli's declaration
      public <T> T set(T value) {
        if (value != null) {
          given.put(name, value);
        }
        return null;
      }
    };
  }

  private static <T> String description(Setting<T> setting) {
    String standard = setting.write(setting.standard());
    return setting.isToggle() || setting.isList()
        ? setting.description()
        : setting.description().replaceFirst("\\.$", "") + "; default: " + standard + ".";
  }

  /** What was given on the command line, by the name of the option. */
  Map<String, Object> given() {
    return given;
  }
}
