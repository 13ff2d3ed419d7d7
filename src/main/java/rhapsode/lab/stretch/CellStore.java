package rhapsode.lab.stretch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import rhapsode.RhapsodeException;
import rhapsode.lab.DraftFile;

/**
 * Keeps what was measured, a small text file for each cell: a line for each series, its name before
 * its numbers. A file that can't be read is a cell that was not measured.
 *
 * @param folder made when the first cell is kept
 */
public record CellStore(Path folder) {
  private static final String HEAD = "rhapsode cell 1";

  /** What was kept under a key. */
  public Optional<Map<String, double[]>> get(String key) {
    Path file = file(key);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return parse(Files.readAllLines(file, StandardCharsets.UTF_8));
    } catch (IOException | NumberFormatException unreadable) {
      return Optional.empty();
    }
  }

  private static Optional<Map<String, double[]>> parse(List<String> lines) {
    if (lines.isEmpty() || !lines.getFirst().equals(HEAD)) {
      return Optional.empty();
    }
    Map<String, double[]> series = new TreeMap<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] parts = line.split(" ");
      series.put(parts[0], Arrays.stream(parts).skip(1).mapToDouble(Double::parseDouble).toArray());
    }
    return Optional.of(series);
  }

  /**
   * Keeps a cell; the file appears whole or not at all.
   *
   * @throws RhapsodeException if it can't be written
   */
  public void put(String key, Map<String, double[]> series) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new RhapsodeException(
          "the folder %s for what a sweep measured can't be made: %s"
              .formatted(folder, e.getMessage()),
          e);
    }
    String text =
        series.entrySet().stream()
            .map(
                each ->
                    Arrays.stream(each.getValue())
                        .mapToObj(number -> " " + number)
                        .collect(Collectors.joining("", each.getKey(), "\n")))
            .collect(Collectors.joining("", HEAD + "\n", ""));
    try (DraftFile draft = DraftFile.open(file(key))) {
      draft.stream().write(text.getBytes(StandardCharsets.UTF_8));
      draft.complete();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path file(String key) {
    return folder.resolve(key + ".cell");
  }
}
