package dev.jong.apiserver.custom.rule;

import dev.jong.api.Schema;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.apiserver.cel.Escaping;
import dev.jong.apiserver.cel.Range;
import dev.jong.apiserver.cel.Sizes;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How large values of a schema can be at most, and how small their JSON, given the size of
/// requests. What rules cannot see is left out.
///
/// @param most characters, bytes, items or entries
/// @param least bytes of JSON
/// @param fields by their names as expressions write them
/// @param elements of lists and maps; null for others
record SizedSchema(
        long most, long least, Map<String, SizedSchema> fields, @Nullable SizedSchema elements)
        implements Sizes {
    private static final long LARGEST_REQUEST = 3L * 1024 * 1024;
    private static final long LONGEST_TEXT = LARGEST_REQUEST - 2;
    private static final long LONGEST_TIME = 32;
    private static final long SHORTEST_TIME = 21;
    private static final long SHORTEST_DURATION = 3;
    private static final long DATE = 12;
    private static final long BYTES_OF_CHARACTER = 4;

    private static final SizedSchema TEXT = plain(LONGEST_TEXT, 2);
    private static final SizedSchema KEY = plain(0, 2);

    SizedSchema {
        fields = Map.copyOf(fields);
    }

    /// Empty when rules cannot see such values.
    ///
    /// @param resource whether they are whole objects
    static Optional<SizedSchema> of(Schema schema, boolean resource) {
        return switch (schema) {
            case Schema.Struct struct -> struct(struct, resource);
            case Schema.MapOf map -> map(map.values(), map.keywords());
            case Schema.ListOf list -> list(list);
            case Schema.Scalar scalar -> Optional.of(scalar(scalar));
            case Schema.Any _ -> Optional.empty();
        };
    }

    private static SizedSchema plain(long most, long least) {
        return new SizedSchema(most, least, Map.of(), null);
    }

    private static Optional<SizedSchema> below(Schema schema) {
        return of(schema, RuleTree.isEmbedded(schema));
    }

    private static Optional<SizedSchema> map(Schema values, JsonObject keywords) {
        return below(values)
                .map(value ->
                        new SizedSchema(
                                limit(keywords, "maxProperties")
                                        .orElse(LONGEST_TEXT / (value.least + 6)),
                                2,
                                Map.of(),
                                value));
    }

    private static Optional<SizedSchema> list(Schema.ListOf list) {
        return below(list.items())
                .map(item ->
                        new SizedSchema(
                                limit(list.keywords(), "maxItems")
                                        .orElse(LONGEST_TEXT / (item.least + 1)),
                                2,
                                Map.of(),
                                item));
    }

    private static Optional<Long> limit(JsonObject keywords, String name) {
        return keywords.get(name) instanceof JsonInteger(var limit)
                ? Optional.of(Math.max(0, limit))
                : Optional.empty();
    }

    private static Optional<SizedSchema> struct(Schema.Struct struct, boolean resource) {
        var additional = struct.body().additional();
        if (additional != null) {
            return map(additional, struct.keywords());
        }
        var fields = new HashMap<String, SizedSchema>();
        long least = 2;
        for (var field : struct.fields().values()) {
            var found =
                    resource && field.name().equals("metadata")
                            ? Optional.of(metadata())
                            : below(field.schema());
            if (found.isEmpty()) {
                continue;
            }
            var sized = found.get();
            Escaping.escape(field.name()).ifPresent(escaped -> fields.put(escaped, sized));
            if (field.required() && field.defaultValue() == null) {
                least += field.name().getBytes(StandardCharsets.UTF_8).length + sized.least + 4;
            }
        }
        return Optional.of(new SizedSchema(0, least, fields, null));
    }

    private static SizedSchema metadata() {
        return new SizedSchema(0, 2, Map.of("name", TEXT, "generateName", TEXT), null);
    }

    private static SizedSchema scalar(Schema.Scalar scalar) {
        var length = limit(scalar.keywords(), "maxLength");
        var bytes = length.map(limit -> Range.times(limit, BYTES_OF_CHARACTER));
        return switch (scalar.type()) {
            case STRING ->
                    switch (scalar.format()) {
                        case "byte" -> plain(length.orElse(LONGEST_TEXT), 2);
                        case "duration" -> plain(LONGEST_TIME, SHORTEST_DURATION);
                        case "date" -> plain(DATE, DATE);
                        case "date-time" -> plain(LONGEST_TIME, SHORTEST_TIME);
                        default -> plain(bytes.orElseGet(() -> longest(scalar)), 2);
                    };
            case INTEGER, NUMBER -> plain(0, 1);
            case BOOLEAN -> plain(0, 4);
            case INT_OR_STRING, QUANTITY -> plain(bytes.orElse(LONGEST_TEXT), 1);
        };
    }

    private static long longest(Schema.Scalar scalar) {
        return scalar.values().isEmpty()
                ? LONGEST_TEXT
                : scalar.values().stream()
                        .mapToLong(value ->
                                value instanceof JsonText(var text)
                                        ? text.getBytes(StandardCharsets.UTF_8).length
                                        : 0)
                        .max()
                        .orElse(0);
    }

    /// How often such a value can be in one object, when nothing else limits it.
    long mostTimes() {
        return LARGEST_REQUEST / (least + 1);
    }

    @Override
    public Optional<Range> at(List<String> path) {
        @Nullable SizedSchema found = this;
        for (var step : path) {
            found =
                    switch (step) {
                        case "@items", "@values" -> found.elements;
                        case "@keys" -> found.elements == null ? null : KEY;
                        default -> found.fields.get(step);
                    };
            if (found == null) {
                return Optional.empty();
            }
        }
        return Optional.of(Range.upTo(found.most));
    }
}
