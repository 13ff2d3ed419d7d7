package rhapsode.cli;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import rhapsode.RhapsodeException;
import rhapsode.lab.quantize.FileType;
import rhapsode.lab.quantize.QuantizeOptions.TensorChoice;

/** The values of {@code --tensor-type}: {@code NAME=TYPE}. */
final class TensorChoices {
  private TensorChoices() {}

  static TensorChoice parse(String text) {
    int sign = text.lastIndexOf('=');
    if (sign < 1 || sign == text.length() - 1) {
      throw new RhapsodeException(
          "--tensor-type '%s' is not NAME=TYPE, as in attn_v=q8_0".formatted(text));
    }
    try {
      return new TensorChoice(
          Pattern.compile(text.substring(0, sign)), FileType.tensorType(text.substring(sign + 1)));
    } catch (PatternSyntaxException e) {
      throw new RhapsodeException(
          "--tensor-type: '%s' is no regular expression: %s"
              .formatted(text.substring(0, sign), e.getDescription()),
          e);
    }
  }
}
