package rhapsode.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A number of tokens: {@code 4096}, {@code 100_000}, {@code 128k}, {@code 2M}; k is 1024. */
final class TokenCountConverter implements ITypeConverter<Integer> {
  private static final Pattern COUNT = Pattern.compile("([0-9][0-9_,]*)([kKmM]?)");

  @Override
  public Integer convert(String text) {
    Matcher count = COUNT.matcher(text.strip());
    if (count.matches() && count.group(1).length() <= 12) {
      long number = Long.parseLong(count.group(1).replaceAll("[_,]", ""));
      long unit =
          switch (count.group(2).toLowerCase(Locale.ROOT)) {
            case "k" -> 1 << 10;
            case "m" -> 1 << 20;
            default -> 1;
          };
      if (number >= 1 && number * unit <= Integer.MAX_VALUE) {
        return (int) (number * unit);
      }
    }
    throw new TypeConversionException(
        "'%s' is no number of tokens; write 4096, 32k or 2M, where k is 1024".formatted(text));
  }
}
