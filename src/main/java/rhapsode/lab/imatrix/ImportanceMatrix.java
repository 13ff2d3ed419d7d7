package rhapsode.lab.imatrix;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import rhapsode.RhapsodeException;
import rhapsode.gguf.TensorInfo;

/**
 * How strongly a text drives each input of a model's linear layers: for each column of a weight the
 * mean square of what it was multiplied with. An error in a weight costs, to first order, its
 * square times that mean, so quantizers weigh errors by it.
 *
 * @param file where it was read from, or ""
 * @param entries by the names of the weights
 * @param texts that were read
 * @param chunks of the texts that were read
 * @param chunkTokens tokens of a chunk; 0 where the file does not say
 */
public record ImportanceMatrix(
    String file,
    SortedMap<String, Entry> entries,
    List<String> texts,
    int chunks,
    int chunkTokens) {

  /**
   * The inputs of one weight, which is one matrix or, with experts, several.
   *
   * @param sums of squares, column by column, matrix by matrix
   * @param counts rows that were summed, for each matrix
   */
  public record Entry(float[] sums, float[] counts) {
    /** Columns of a matrix. */
    public int cols() {
      return sums.length / counts.length;
    }

    /** The mean squares of a matrix; 1 for each column where nothing was read by it. */
    public float[] means(int matrix) {
      float[] means = Arrays.copyOfRange(sums, matrix * cols(), (matrix + 1) * cols());
      for (int i = 0; i < means.length; i++) {
        means[i] = counts[matrix] > 0 ? means[i] / counts[matrix] : 1;
      }
      return means;
    }

    /** Both measured together. */
    private Entry plus(Entry other, String name) {
      if (sums.length != other.sums.length || counts.length != other.counts.length) {
        throw new RhapsodeException(
            "the matrices to join have %d and %d values for %s; they are of different models"
                .formatted(sums.length, other.sums.length, name));
      }
      return new Entry(sum(sums, other.sums), sum(counts, other.counts));
    }

    private Entry times(int factor) {
      return new Entry(product(sums, factor), product(counts, factor));
    }

    private static float[] sum(float[] a, float[] b) {
      float[] sum = a.clone();
      for (int i = 0; i < sum.length; i++) {
        sum[i] += b[i];
      }
      return sum;
    }

    private static float[] product(float[] a, int factor) {
      float[] product = a.clone();
      for (int i = 0; i < product.length; i++) {
        product[i] *= factor;
      }
      return product;
    }
  }

  /**
   * What the columns of a tensor weigh, or null where the tensor is not in the matrix.
   *
   * @param matrix of the tensor, 0 where it is one
   * @throws RhapsodeException if it has other columns than the tensor
   */
  public float[] means(TensorInfo tensor, int matrix) {
    Entry entry = entries.get(tensor.name());
    if (entry == null) {
      return null;
    }
    long matrices = tensor.rows() / tensor.extent(1);
    boolean shared = entry.counts.length == 1 && entry.sums.length == tensor.cols();
    if (!shared && (entry.cols() != tensor.cols() || entry.counts.length != matrices)) {
      throw new RhapsodeException(
          "%s has %d values for %s, whose %d matrices have %d columns; it was measured on another model"
              .formatted(file, entry.sums.length, tensor.name(), matrices, tensor.cols()));
    }
    return entry.means(shared ? 0 : matrix);
  }

  /** The entries whose names have one of {@code parts} in them, or have none of them. */
  public ImportanceMatrix filtered(List<String> parts, boolean included) {
    SortedMap<String, Entry> kept = new TreeMap<>(entries);
    kept.keySet().removeIf(name -> parts.stream().anyMatch(name::contains) != included);
    return new ImportanceMatrix(file, kept, texts, chunks, chunkTokens);
  }

  /**
   * Both measured together, in chunks of {@code tokens} where one of them does not say.
   *
   * @throws RhapsodeException if they are of different models
   */
  public ImportanceMatrix plus(ImportanceMatrix other, int tokens) {
    SortedMap<String, Entry> sum = new TreeMap<>(counted(tokens).entries);
    for (Map.Entry<String, Entry> entry : other.counted(tokens).entries.entrySet()) {
      sum.merge(entry.getKey(), entry.getValue(), (a, b) -> a.plus(b, entry.getKey()));
    }
    List<String> all = new ArrayList<>(texts);
    all.addAll(other.texts);
    return new ImportanceMatrix(file, sum, List.copyOf(all), chunks + other.chunks, tokens);
  }

  /** With counts of tokens also where the file counted chunks. */
  private ImportanceMatrix counted(int tokens) {
    if (chunkTokens > 0) {
      return this;
    }
    SortedMap<String, Entry> scaled = new TreeMap<>();
    entries.forEach((name, entry) -> scaled.put(name, entry.times(tokens)));
    return new ImportanceMatrix(file, scaled, texts, chunks, tokens);
  }
}
