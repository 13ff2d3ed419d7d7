package rhapsode.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An amount of memory: {@code 800M}, {@code 2.5G}; K, M, G are powers of 1024. */
final class ByteCountConverter implements ITypeConverter<Long> {
  private static final Pattern AMOUNT =
      Pattern.compile("([0-9]+(?:\\.[0-9]+)?)([KMGT]?)(?:i?B)?", Pattern.CASE_INSENSITIVE);

  @Override
  public Long convert(String text) {
    Matcher amount = AMOUNT.matcher(text.strip());
    if (!amount.matches()) {
      throw new TypeConversionException(
          "'%s' is no amount of memory; write 800M or 2G".formatted(text));
    }
    int power = " KMGT".indexOf((amount.group(2) + " ").toUpperCase(Locale.ROOT).charAt(0));
    return (long) (Double.parseDouble(amount.group(1)) * Math.pow(1024, power));
  }
}
