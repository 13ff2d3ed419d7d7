package rhapsode.cli.batch;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import rhapsode.RhapsodeException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The rows of a CSV file (RFC 4180) as objects, a field for each column; the first row names them.
 *
 * <p>It is parsed as bytes, a character each, and each field decoded by itself: what is no UTF-8
 * spoils its row alone.
 */
final class CsvSource implements Source {
  private final Iterator<CsvRecord> records;
  private final List<String> columns;

  CsvSource(InputStream in, char separator) {
    records =
        CsvReader.builder()
            .fieldSeparator(separator)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .ofCsvRecord(in, StandardCharsets.ISO_8859_1)
            .iterator();
    columns =
        records.hasNext()
            ? records.next().getFields().stream()
                .map(CsvSource::decode)
                .map(CsvSource::name)
                .toList()
            : List.of();
  }

  /** The names in the first row. */
  List<String> columns() {
    return columns;
  }

  @Override
  public Row next() {
    if (!records.hasNext()) {
      return null;
    }
    CsvRecord found = records.next();
    return new Row(found.getStartingLineNumber(), () -> object(found.getFields()));
  }

  private ObjectNode object(List<String> fields) {
    if (fields.size() != columns.size()) {
      throw new RhapsodeException(
          "%d fields, and the first row names %d columns".formatted(fields.size(), columns.size()));
    }
    ObjectNode object = JsonMapper.shared().createObjectNode();
    for (int i = 0; i < fields.size(); i++) {
      object.put(columns.get(i), decode(fields.get(i)));
    }
    return object;
  }

  private static String decode(String bytes) {
    return Utf8.decode(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String name(String column) {
    return column.replace("\ufeff", "").strip();
  }
}
