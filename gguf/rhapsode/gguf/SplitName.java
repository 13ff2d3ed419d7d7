package rhapsode.gguf;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a part, as in {@code model-00002-of-00003.gguf}, which is how the parts of a model
 * find each other.
 *
 * @param prefix the folder and the name before the numbers
 * @param number the part, from 0 (the file name counts from 1)
 * @param count the parts in all
 */
record SplitName(Path prefix, int number, int count) {
  private static final String ENDING = ".gguf";
  private static final Pattern SHAPE = Pattern.compile("(.+)-(\\d{5})-of-(\\d{5})\\.gguf");

  static Optional<SplitName> of(Path path) {
    Matcher matcher = SHAPE.matcher(path.getFileName().toString());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new SplitName(
            path.resolveSibling(matcher.group(1)),
            Integer.parseInt(matcher.group(2)) - 1,
            Integer.parseInt(matcher.group(3))));
  }

  /** The names for {@code count} parts of what one file would call {@code path}. */
  static SplitName forParts(Path path, int count) {
    String name = path.getFileName().toString();
    String stem = name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : name;
    return new SplitName(path.resolveSibling(stem), 0, count);
  }

  /** The file of part {@code index}, from 0. */
  Path part(int index) {
    String name = String.format(Locale.ROOT, "-%05d-of-%05d.gguf", index + 1, count);
    return prefix.resolveSibling(prefix.getFileName() + name);
  }
}
