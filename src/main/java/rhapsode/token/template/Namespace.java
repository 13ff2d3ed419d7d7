package rhapsode.token.template;

import java.util.LinkedHashMap;
import java.util.Map;

/** The value of {@code namespace()}: attributes that assignments in inner scopes can change. */
final class Namespace {
  final Map<Object, Object> attributes = new LinkedHashMap<>();
}
