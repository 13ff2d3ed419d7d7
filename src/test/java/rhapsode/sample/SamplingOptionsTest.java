package rhapsode.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import rhapsode.RhapsodeException;

class SamplingOptionsTest {
  private static final SamplingOptions STANDARD = SamplingOptions.STANDARD;

  @Test
  void everyNameLeadsToOneSetting() {
    Set<String> names = new HashSet<>();
    for (Setting<?> setting : SamplingOptions.SETTINGS) {
      for (String name : setting.names()) {
        assertTrue(names.add(name), name);
        assertEquals(setting, SamplingOptions.setting("--" + name.replace('-', '_')));
      }
    }
  }

  @Test
  void everyStandardValueIsOneThatMayBeGiven() {
    for (Setting<?> setting : SamplingOptions.SETTINGS) {
      assertEquals(setting.standard(), setting.read(setting.name(), setting.standard()));
    }
  }

  @Test
  void everySettingIsExplained() throws IOException {
    String page = Files.readString(Path.of("docs/sampling.md"));
    for (Setting<?> setting : SamplingOptions.SETTINGS) {
      assertTrue(page.contains("--" + setting.name()), setting.name());
    }
  }

  @Test
  void valuesComeAsTextAndAsJson() {
    assertEquals(0.7, STANDARD.with("temp", "0.7").get(Temperature.VALUE));
    assertEquals(1.0, STANDARD.with("temperature", 1).get(Temperature.VALUE));
    assertEquals(20, STANDARD.with("top_k", 20L).get(TopK.K));
    assertEquals(List.of("\n\n"), STANDARD.with("stop", "\n\n").get(Ending.STOPS));
    assertEquals(List.of("a", "b"), STANDARD.with("stop", List.of("a", "b")).get(Ending.STOPS));
    assertEquals(true, STANDARD.with("ignore_eos", true).get(Ending.IGNORE_END));
    assertEquals(-5L, STANDARD.with("seed", "-5").get(SamplingOptions.SEED));
  }

  @Test
  void biasesComeInAllFormsInUse() {
    Map<Integer, Double> expected = Map.of(5, 1.0, 7, -2.5, 9, Double.NEGATIVE_INFINITY);
    List<Object> forms =
        List.of(
            "5+1,7-2.5,9-inf",
            List.of("5+1", "7-2.5", "9-inf"),
            List.of(List.of(5, 1), List.of(7, -2.5), List.of(9, false)),
            Map.of("5", 1, "7", -2.5, "9", false));
    for (Object form : forms) {
      SamplingOptions options = STANDARD.with("logit_bias", form);
      assertEquals(expected, options.get(LogitBias.BIASES));
      assertEquals("logit-bias=5+1,7-2.5,9-inf", options.toString());
    }
  }

  @Test
  void theChainIsNamedInAnyForm() {
    List<StageType> expected = List.of(StageType.TOP_K, StageType.TYPICAL, StageType.TEMPERATURE);
    for (Object form :
        List.of(
            "top_k;typ_p;temperature", "top-k, typical, temp", "kyt", List.of("top_k", "y", "t"))) {
      assertEquals(expected, STANDARD.with("samplers", form).get(ChainOrder.SAMPLERS));
    }
    assertEquals(
        "penalties;dry;top_n_sigma;top_k;typ_p;top_p;min_p;xtc;temperature",
        ChainOrder.SAMPLERS.write(STANDARD.get(ChainOrder.SAMPLERS)));
    assertEquals(List.of(StageType.DRY), STANDARD.with("samplers", "dry").get(ChainOrder.SAMPLERS));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "temp              | -1    | temp is -1; it must be a number, 0 or more",
        "temp              | hot   | temp is hot; it must be a number, 0 or more",
        "--temp            | NaN   | --temp is NaN; it must be a number, 0 or more",
        "top_k             | 1.5   | top_k is 1.5; it must be a whole number, 0 or more",
        "top-p             | 0     | top-p is 0; it must be a number above 0, up to 1",
        "min-p             | 1.1   | min-p is 1.1; it must be a number from 0 to 1",
        "mirostat          | 3     | mirostat is 3; it must be a whole number from 0 to 2",
        "presence-penalty  | x     | presence-penalty is x; it must be a number",
        "repeat-penalty    | 0     | repeat-penalty is 0; it must be a number above 0",
        "ignore-eos        | maybe | ignore-eos is maybe; it must be on or off",
        "stop              | ''    | stop is empty; it must be a text that is not empty",
        "seed              | 1.5   | seed is 1.5; it must be a whole number of up to 64 bits",
        "logit-bias        | 5     | logit-bias is 5; it must be a token's id and its bias",
        "logit-bias        | 5+1,5+2 | it must be a token's id and its bias, such as",
        "samplers          | top_k;hot | samplers is top_k;hot; it must be each at most once of",
        "samplers          | kk    | samplers is kk; it must be each at most once of penalties (e)",
        "top_q             | 1     | there is no setting 'top_q'; did you mean 'top-p' or 'top-k'?",
      })
  void aWrongValueIsOneSentence(String name, String value, String sentence) {
    String message =
        assertThrows(RhapsodeException.class, () -> STANDARD.with(name, value)).getMessage();
    assertTrue(message.contains(sentence), message);
  }
}
