package rhapsode.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import rhapsode.RhapsodeException;
import rhapsode.gguf.GgufFile;
import rhapsode.model.catalogue.ModelLocator;
import rhapsode.model.catalogue.ModelStore;
import rhapsode.run.Prompt;
import rhapsode.token.Tokenizer;
import rhapsode.token.template.ChatTemplate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code rhapsode template}: what a chat template renders, byte for byte. */
@Command(
    name = "template",
    description = "Print what a chat template renders for given values, byte for byte.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  rhapsode template smollm2 --context conversation.json",
      "  rhapsode template chat.jinja --context -   < conversation.json",
      "",
      "where conversation.json holds what the template reads, for instance",
      "  {\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}],",
      "   \"add_generation_prompt\": true}",
    })
final class TemplateCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "MODEL|FILE",
      description = "A name from 'rhapsode models', a GGUF file, or a template ending in .jinja.")
  String source;

  @Option(
      names = "--context",
      paramLabel = "FILE",
      required = true,
      description =
          "A JSON object with messages, tools, add_generation_prompt, ...; '-' for standard"
              + " input. For a model, bos_token and eos_token are its own unless given.")
  String context;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    Map<String, Object> values = values();
    String rendered;
    if (source.endsWith(".jinja") || source.endsWith(".jinja2")) {
      rendered = ChatTemplate.parse(source, TextInput.read(source)).render(values);
    } else {
      PrintWriter err = spec.commandLine().getErr();
      try (GgufFile file =
          GgufFile.open(ModelLocator.locate(source, new ModelStore(), new ProgressLine(err)))) {
        rendered = render(file, values);
      }
    }
    spec.commandLine().getOut().print(rendered);
    return ExitCode.OK;
  }

  private static String render(GgufFile file, Map<String, Object> values) {
    if (!file.metadata().has(Prompt.TEMPLATE_KEY)) {
      throw new RhapsodeException(file.path() + " has no chat template");
    }
    Map<String, Object> all = new LinkedHashMap<>(Prompt.tokens(Tokenizer.of(file.metadata())));
    all.putAll(values);
    return ChatTemplate.parse(
            "the chat template of " + file.path().getFileName(),
            file.metadata().string(Prompt.TEMPLATE_KEY))
        .render(all);
  }

  private Map<String, Object> values() {
    JsonNode node;
    try {
      node = JsonMapper.shared().readTree(TextInput.read(context));
    } catch (JacksonException wrong) {
      throw new RhapsodeException(
          "%s is not JSON: %s at line %d, column %d"
              .formatted(
                  context,
                  wrong.getOriginalMessage(),
                  wrong.getLocation().getLineNr(),
                  wrong.getLocation().getColumnNr()),
          wrong);
    }
    if (node == null || !node.isObject()) {
      throw new RhapsodeException(context + " does not hold a JSON object");
    }
    Map<String, Object> values = new LinkedHashMap<>();
    node.properties().forEach(entry -> values.put(entry.getKey(), plain(entry.getValue())));
    return values;
  }

  /** The value as the template engine takes it: integers stay integers, keys keep their order. */
  private static Object plain(JsonNode node) {
    if (node.isObject()) {
      Map<String, Object> map = new LinkedHashMap<>();
      node.properties().forEach(entry -> map.put(entry.getKey(), plain(entry.getValue())));
      return map;
    }
    if (node.isArray()) {
      List<Object> list = new ArrayList<>();
      node.forEach(item -> list.add(plain(item)));
      return list;
    }
    if (node.isIntegralNumber()) {
      return node.canConvertToLong() ? (Object) node.longValue() : node.bigIntegerValue();
    }
    if (node.isNumber()) {
      return node.doubleValue();
    }
    return node.isBoolean() ? (Object) node.booleanValue() : node.isNull() ? null : node.asString();
  }
}
