package rhapsode.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import rhapsode.context.Method;
import rhapsode.context.Methods;
import rhapsode.context.Presets;
import rhapsode.context.distance.DistanceMethods;
import rhapsode.context.retention.RetentionMethods;
import rhapsode.context.rotation.RotationMethods;
import rhapsode.context.sight.SightMethods;

/** Every method of every axis, and the presets, in a line each. */
final class StretchList {
  private static final List<Methods<?>> AXES =
      List.of(RotationMethods.ALL, DistanceMethods.ALL, SightMethods.ALL, RetentionMethods.ALL);

  private StretchList() {}

  static List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (Methods<?> axis : AXES) {
      lines.add("--" + axis.axis());
      axis.all().forEach(method -> lines.add(line(method)));
      lines.add("");
    }
    lines.add("--stretch");
    for (Presets.Preset preset : Presets.ALL) {
      lines.add("  %-16s %s  (%s)".formatted(preset.name(), preset.meaning(), preset.stretch()));
    }
    return lines;
  }

  private static String line(Method<?> method) {
    String parameters =
        method.parameters().stream()
            .map(each -> each.name() + "=" + (each.fallback().isEmpty() ? ".." : each.fallback()))
            .collect(Collectors.joining(","));
    return "  %s%s%s  %s; %s; costs %s%s"
        .formatted(
            method.name(),
            parameters.isEmpty() ? "" : ":",
            parameters,
            method.meaning(),
            method.paper(),
            method.cost(),
            method.trained() ? "; for models trained with it" : "");
  }
}
