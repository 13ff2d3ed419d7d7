package rhapsode.lab.stretch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import rhapsode.lab.recall.RecallTask;
import rhapsode.lab.recall.Recalled;

/** What the cells of a sweep gave, as far as they were measured. */
public final class Results {
  private final Map<Cell.Read, Reading> readings = new LinkedHashMap<>();
  private final Map<Cell.Recall, List<Recalled>> recalls = new LinkedHashMap<>();
  private final List<Exactness> exact = new ArrayList<>();

  /** Adds a window's reading. */
  public void add(Cell.Read cell, Reading reading) {
    readings.put(cell, reading);
  }

  /** Adds a task's answers. */
  public void add(Cell.Recall cell, List<Recalled> answers) {
    recalls.put(cell, List.copyOf(answers));
  }

  /** Adds what feeding in parts changed. */
  public void add(Exactness exactness) {
    exact.add(exactness);
  }

  /** What feeding in parts changed, by method. */
  public List<Exactness> exactness() {
    return exact;
  }

  /** All readings, in the order they were added. */
  public Map<Cell.Read, Reading> readings() {
    return readings;
  }

  /** All answers, in the order they were added. */
  public Map<Cell.Recall, List<Recalled>> recalls() {
    return recalls;
  }

  /** The readings of a method at a length, by block. */
  public List<Reading> readings(String method, int length) {
    return readings.entrySet().stream()
        .filter(each -> each.getKey().method().equals(method) && each.getKey().length() == length)
        .map(Map.Entry::getValue)
        .toList();
  }

  /**
   * The losses of two readers on the targets that both have scored: two arrays of one length,
   * perhaps 0.
   */
  public double[][] paired(String first, int firstLength, String second, int secondLength) {
    int[] blocks =
        readings.keySet().stream()
            .filter(cell -> cell.method().equals(first) && cell.length() == firstLength)
            .mapToInt(Cell.Read::block)
            .filter(block -> readings.containsKey(new Cell.Read(second, secondLength, block)))
            .sorted()
            .toArray();
    return new double[][] {
      losses(first, firstLength, blocks), losses(second, secondLength, blocks)
    };
  }

  /** All losses of a method at a length, block after block. */
  public double[] losses(String method, int length) {
    return paired(method, length, method, length)[0];
  }

  private double[] losses(String method, int length, int[] blocks) {
    return Arrays.stream(blocks)
        .mapToObj(block -> readings.get(new Cell.Read(method, length, block)).losses())
        .flatMapToDouble(DoubleStream::of)
        .toArray();
  }

  /** Mean loss of each stretch on the way through the windows of a length; empty where none. */
  public double[] probes(String method, int length) {
    List<double[]> all = readings(method, length).stream().map(Reading::probes).toList();
    int count = all.stream().mapToInt(probes -> probes.length).min().orElse(0);
    return IntStream.range(0, count)
        .mapToDouble(i -> all.stream().mapToDouble(probes -> probes[i]).average().orElseThrow())
        .toArray();
  }

  /** The answers of a method at a length to a task. */
  public List<Recalled> recalled(String method, int length, RecallTask task) {
    return recalls.entrySet().stream()
        .filter(
            each ->
                each.getKey().method().equals(method)
                    && each.getKey().length() == length
                    && each.getKey().task() == task)
        .flatMap(each -> each.getValue().stream())
        .toList();
  }
}
