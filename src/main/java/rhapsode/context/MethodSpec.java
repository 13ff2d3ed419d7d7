package rhapsode.context;

import java.util.LinkedHashMap;
import java.util.Map;
import rhapsode.RhapsodeException;

/**
 * How a method is named on a command line: {@code name:key=value,key=value@layers}. The first value
 * needs no key where it is the method's first parameter: {@code linear:2}.
 *
 * @param option the option it was given to, "--rotation", for messages
 * @param name the method's name
 * @param first the value without a key, or null
 * @param values the values with a key, in the order given
 * @param layers which layers it is for
 */
public record MethodSpec(
    String option, String name, String first, Map<String, String> values, LayerChoice layers) {

  /**
   * Reads a spec; whether there is such a method with such parameters is not known here.
   *
   * @throws RhapsodeException if the text is no spec
   */
  public static MethodSpec parse(String option, String text) {
    String rest = text.strip();
    LayerChoice layers = LayerChoice.ALL;
    int at = rest.indexOf('@');
    if (at >= 0) {
      int colon = rest.indexOf(':', at);
      int end = colon < 0 ? rest.length() : colon;
      layers = LayerChoice.parse(option, rest.substring(at + 1, end));
      rest = rest.substring(0, at) + rest.substring(end);
    }
    int colon = rest.indexOf(':');
    String name = colon < 0 ? rest : rest.substring(0, colon);
    String first = null;
    Map<String, String> values = new LinkedHashMap<>();
    String[] pairs = colon < 0 ? new String[0] : rest.substring(colon + 1).split(",", -1);
    for (int i = 0; i < pairs.length; i++) {
      int equals = pairs[i].indexOf('=');
      if (equals < 0 && i == 0 && !pairs[i].isBlank()) {
        first = pairs[i].strip();
      } else if (equals < 1
          || values.put(pairs[i].substring(0, equals).strip(), pairs[i].substring(equals + 1))
              != null) {
        throw malformed(option, text);
      }
    }
    if (name.isBlank()) {
      throw malformed(option, text);
    }
    return new MethodSpec(option, name.strip(), first, values, layers);
  }

  private static RhapsodeException malformed(String option, String text) {
    return new RhapsodeException(
        "%s can't be '%s'; write name:key=value,key=value, each key once, and @full behind it for the layers without a window alone"
            .formatted(option, text));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(name);
    String separator = ":";
    if (first != null) {
      text.append(separator).append(first);
      separator = ",";
    }
    for (Map.Entry<String, String> value : values.entrySet()) {
      text.append(separator).append(value.getKey()).append('=').append(value.getValue());
      separator = ",";
    }
    return text.append(layers.suffix()).toString();
  }
}
