package rhapsode.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import rhapsode.RhapsodeException;
import rhapsode.lab.recall.RecallTask;
import rhapsode.lab.recall.Recalled;
import rhapsode.lab.stretch.Cell;
import rhapsode.lab.stretch.Exactness;
import rhapsode.lab.stretch.Measure;
import rhapsode.lab.stretch.Outcome;
import rhapsode.lab.stretch.Reading;
import rhapsode.lab.stretch.Results;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The outcome of a sweep as JSON, and back: what reports carry and {@code --json} prints. */
final class OutcomeJson {
  private static final int VERSION = 1;

  /** Losses are kept to so many parts of a nat. */
  private static final double GRAIN = 1e5;

  private OutcomeJson() {}

  /** One object, in a line. */
  static String write(Outcome outcome) {
    ObjectNode object = JsonMapper.shared().createObjectNode();
    object.put("rhapsode_stretch", VERSION);
    object.set("made", made(outcome.made()));
    object.set("swept", swept(outcome.swept()));
    ArrayNode readings = object.putArray("readings");
    outcome.results().readings().forEach((cell, reading) -> readings.add(json(cell, reading)));
    ArrayNode recalls = object.putArray("recalls");
    outcome.results().recalls().forEach((cell, answers) -> recalls.add(json(cell, answers)));
    ArrayNode exactness = object.putArray("exactness");
    for (Exactness each : outcome.results().exactness()) {
      exactness
          .addObject()
          .put("method", each.method())
          .put("length", each.length())
          .put("difference", each.difference());
    }
    ArrayNode memory = object.putArray("memory");
    outcome
        .memory()
        .forEach(
            (place, bytes) ->
                memory
                    .addObject()
                    .put("method", place.method())
                    .put("length", place.length())
                    .put("bytes", bytes));
    ArrayNode positions = object.putArray("positions");
    outcome
        .positions()
        .forEach(
            (method, each) -> {
              ObjectNode node = positions.addObject().put("method", method);
              numbers(node.putArray("wavelengths"), each.wavelengths());
              ArrayNode sight = node.putArray("sight");
              each.sight().forEach(row -> numbers(sight.addArray(), row));
            });
    return object.toString();
  }

  private static ObjectNode made(Outcome.Made made) {
    return JsonMapper.shared()
        .createObjectNode()
        .put("version", made.version())
        .put("date", made.date())
        .put("model", made.model())
        .put("fingerprint", made.fingerprint())
        .put("trained_context", made.trained())
        .put("isa", made.isa())
        .put("threads", made.threads())
        .put("cache_type", made.cacheType())
        .put("text", made.text())
        .put("text_sha256", made.textHash())
        .put("text_tokens", made.textTokens())
        .put("begin_token", made.begins());
  }

  private static ObjectNode swept(Outcome.Swept swept) {
    ObjectNode node = JsonMapper.shared().createObjectNode();
    strings(node.putArray("methods"), swept.methods());
    swept.lengths().forEach(node.putArray("lengths")::add);
    strings(node.putArray("measures"), swept.measures().stream().map(OutcomeJson::name).toList());
    swept.ends().forEach(node.putArray("block_ends")::add);
    node.put("block", swept.block());
    strings(node.putArray("tasks"), swept.tasks().stream().map(RecallTask::label).toList());
    numbers(node.putArray("depths"), swept.depths());
    node.put("trials", swept.trials());
    node.put("seed", swept.seed());
    return node;
  }

  private static ObjectNode json(Cell.Read cell, Reading reading) {
    ObjectNode node = place(cell).put("block", cell.block());
    rounded(node.putArray("losses"), reading.losses());
    rounded(node.putArray("probes"), reading.probes());
    node.put("prompt_seconds", reading.promptSeconds());
    if (!Double.isNaN(reading.stepSeconds())) {
      node.put("step_seconds", reading.stepSeconds());
    }
    return node;
  }

  private static ObjectNode json(Cell.Recall cell, List<Recalled> answers) {
    ObjectNode node = place(cell).put("task", cell.task().label()).put("trial", cell.trial());
    ArrayNode array = node.putArray("answers");
    for (Recalled answer : answers) {
      array
          .addObject()
          .put("depth", answer.depth())
          .put("logprob", answer.logprob())
          .put("decoy", answer.decoy())
          .put("exact", answer.exact());
    }
    return node;
  }

  private static ObjectNode place(Cell cell) {
    return JsonMapper.shared()
        .createObjectNode()
        .put("method", cell.method())
        .put("length", cell.length());
  }

  private static String name(Measure measure) {
    return measure.name().toLowerCase(Locale.ROOT);
  }

  private static void strings(ArrayNode array, List<String> values) {
    values.forEach(array::add);
  }

  private static void numbers(ArrayNode array, List<Double> values) {
    values.forEach(array::add);
  }

  private static void rounded(ArrayNode array, double[] values) {
    for (double value : values) {
      array.add(Math.round(value * GRAIN) / GRAIN);
    }
  }

  /**
   * Reads an object.
   *
   * @param name of where it is from, for messages
   * @throws RhapsodeException if it is none
   */
  static Outcome read(String name, String json) {
    try {
      JsonNode object = JsonMapper.shared().readTree(json);
      if (object.path("rhapsode_stretch").asInt(0) != VERSION) {
        throw notOurs(name, null);
      }
      Map<Outcome.Place, Long> memory = new LinkedHashMap<>();
      for (JsonNode each : object.get("memory")) {
        memory.put(
            new Outcome.Place(each.get("method").stringValue(), each.get("length").asInt()),
            each.get("bytes").asLong());
      }
      Map<String, Outcome.Positions> positions = new LinkedHashMap<>();
      for (JsonNode each : object.get("positions")) {
        positions.put(
            each.get("method").stringValue(),
            new Outcome.Positions(
                doubles(each.get("wavelengths")),
                each.get("sight").valueStream().map(OutcomeJson::doubles).toList()));
      }
      return new Outcome(
          made(object.get("made")), swept(object.get("swept")), results(object), memory, positions);
    } catch (JacksonException | NullPointerException | IllegalArgumentException damaged) {
      throw notOurs(name, damaged);
    }
  }

  private static RhapsodeException notOurs(String name, Exception cause) {
    return new RhapsodeException(
        name + " is no report of 'rhapsode stretch'; give one that --report wrote", cause);
  }

  private static Outcome.Made made(JsonNode node) {
    return new Outcome.Made(
        node.get("version").stringValue(),
        node.get("date").stringValue(),
        node.get("model").stringValue(),
        node.get("fingerprint").stringValue(),
        node.get("trained_context").asInt(),
        node.get("isa").stringValue(),
        node.get("threads").asInt(),
        node.get("cache_type").stringValue(),
        node.get("text").stringValue(),
        node.get("text_sha256").stringValue(),
        node.get("text_tokens").asInt(),
        node.get("begin_token").asBoolean());
  }

  private static Outcome.Swept swept(JsonNode node) {
    Set<Measure> measures =
        node.get("measures")
            .valueStream()
            .map(each -> Measure.valueOf(each.stringValue().toUpperCase(Locale.ROOT)))
            .collect(Collectors.toSet());
    return new Outcome.Swept(
        node.get("methods").valueStream().map(JsonNode::stringValue).toList(),
        node.get("lengths").valueStream().map(JsonNode::asInt).toList(),
        measures,
        node.get("block_ends").valueStream().map(JsonNode::asInt).toList(),
        node.get("block").asInt(),
        node.get("tasks").valueStream().map(each -> RecallTask.of(each.stringValue())).toList(),
        doubles(node.get("depths")),
        node.get("trials").asInt(),
        node.get("seed").asLong());
  }

  private static Results results(JsonNode object) {
    Results results = new Results();
    for (JsonNode each : object.get("readings")) {
      JsonNode step = each.get("step_seconds");
      results.add(
          new Cell.Read(
              each.get("method").stringValue(),
              each.get("length").asInt(),
              each.get("block").asInt()),
          new Reading(
              array(each.get("losses")),
              array(each.get("probes")),
              each.get("prompt_seconds").asDouble(),
              step == null ? Double.NaN : step.asDouble()));
    }
    for (JsonNode each : object.get("recalls")) {
      List<Recalled> answers = new ArrayList<>();
      for (JsonNode answer : each.get("answers")) {
        answers.add(
            new Recalled(
                answer.get("depth").asDouble(),
                answer.get("logprob").asDouble(),
                answer.get("decoy").asDouble(),
                answer.get("exact").asBoolean()));
      }
      results.add(
          new Cell.Recall(
              each.get("method").stringValue(),
              each.get("length").asInt(),
              RecallTask.of(each.get("task").stringValue()),
              each.get("trial").asInt()),
          answers);
    }
    for (JsonNode each : object.get("exactness")) {
      results.add(
          new Exactness(
              each.get("method").stringValue(),
              each.get("length").asInt(),
              each.get("difference").asDouble()));
    }
    return results;
  }

  private static List<Double> doubles(JsonNode array) {
    return Arrays.stream(array(array)).boxed().toList();
  }

  private static double[] array(JsonNode array) {
    return array.valueStream().mapToDouble(JsonNode::asDouble).toArray();
  }
}
