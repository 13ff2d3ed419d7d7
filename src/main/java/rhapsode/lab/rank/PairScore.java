package rhapsode.lab.rank;

import java.util.List;
import java.util.stream.IntStream;
import rhapsode.gguf.Metadata;
import rhapsode.gguf.StringArray;
import rhapsode.run.EncoderSession;
import rhapsode.run.EncoderText;
import rhapsode.run.Model;

/**
 * What a model says of a pair of texts.
 *
 * @param index the pair's number among others, from 0
 * @param text the second text
 * @param tokens of the pair
 * @param values a score for each class of the model, one for a reranking model; logits, larger is
 *     likelier
 * @param labels the names of the classes
 */
public record PairScore(int index, String text, int tokens, float[] values, List<String> labels) {
  /**
   * Scores a pair.
   *
   * @throws rhapsode.RhapsodeException if the pair is too long, or the model scores no texts
   */
  public static PairScore of(
      Model model, EncoderSession session, int index, String query, String text) {
    EncoderText pair = EncoderText.pair(model, query, text);
    float[] values = session.classify(pair);
    return new PairScore(
        index, text, pair.ids().length, values, labels(model.metadata(), values.length));
  }

  /** The score of the first class. */
  public float first() {
    return values[0];
  }

  private static List<String> labels(Metadata metadata, int count) {
    String key = metadata.string("general.architecture") + ".classifier.output_labels";
    if (metadata.has(key)) {
      StringArray named = metadata.strings(key);
      if (named.size() == count) {
        return IntStream.range(0, count).mapToObj(named::get).toList();
      }
    }
    return IntStream.range(0, count).mapToObj(i -> "LABEL_" + i).toList();
  }
}
