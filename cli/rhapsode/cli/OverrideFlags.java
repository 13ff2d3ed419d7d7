package rhapsode.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;
import rhapsode.RhapsodeException;
import rhapsode.gguf.MetadataOverride;

/** The option {@code --override-kv}, for commands that compute with a model. */
final class OverrideFlags {
  @Option(
      names = "--override-kv",
      paramLabel = "KEY=TYPE:VALUE",
      converter = Converter.class,
      description =
          "Takes VALUE for the metadata KEY of the file; TYPE is int, float, bool or str. May be"
              + " given several times.")
  List<MetadataOverride> overrides = new ArrayList<>();

  /** Reads an override. */
  static final class Converter implements ITypeConverter<MetadataOverride> {
    @Override
    public MetadataOverride convert(String text) {
      try {
        return MetadataOverride.parse(text);
      } catch (RhapsodeException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
