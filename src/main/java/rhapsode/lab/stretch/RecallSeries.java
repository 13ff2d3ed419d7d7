package rhapsode.lab.stretch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import rhapsode.lab.recall.Recalled;

/** Answers as named series, to be kept. */
final class RecallSeries {
  private RecallSeries() {}

  static Map<String, double[]> of(List<Recalled> answers) {
    return Map.of(
        "depth", series(answers, Recalled::depth),
        "logprob", series(answers, Recalled::logprob),
        "decoy", series(answers, Recalled::decoy),
        "exact", series(answers, answer -> answer.exact() ? 1 : 0));
  }

  private static double[] series(List<Recalled> answers, ToDoubleFunction<Recalled> of) {
    return answers.stream().mapToDouble(of).toArray();
  }

  static List<Recalled> read(Map<String, double[]> series) {
    List<Recalled> answers = new ArrayList<>();
    for (int i = 0; i < series.get("depth").length; i++) {
      answers.add(
          new Recalled(
              series.get("depth")[i],
              series.get("logprob")[i],
              series.get("decoy")[i],
              series.get("exact")[i] == 1));
    }
    return answers;
  }
}
