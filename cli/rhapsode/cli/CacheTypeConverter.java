package rhapsode.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import rhapsode.RhapsodeException;
import rhapsode.run.CacheType;

/** The value of {@code --cache-type}. */
final class CacheTypeConverter implements ITypeConverter<CacheType> {
  @Override
  public CacheType convert(String name) {
    try {
      return CacheType.of(name);
    } catch (RhapsodeException unknown) {
      throw new TypeConversionException(unknown.getMessage());
    }
  }
}
