package dev.jong.api.errors;

import dev.jong.api.GoText;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One field that is wrong, and why.
///
/// @param field the field's path as text
/// @param body the message without the path: `Invalid value: "x": must be …`
public record FieldError(Type type, String field, String body) {
    /// Why a field is wrong; the reason is what a Status carries as the cause's `reason`.
    public enum Type {
        NOT_FOUND("FieldValueNotFound", "Not found"),
        REQUIRED("FieldValueRequired", "Required value"),
        DUPLICATE("FieldValueDuplicate", "Duplicate value"),
        INVALID("FieldValueInvalid", "Invalid value"),
        NOT_SUPPORTED("FieldValueNotSupported", "Unsupported value"),
        FORBIDDEN("FieldValueForbidden", "Forbidden"),
        TOO_LONG("FieldValueTooLong", "Too long"),
        TOO_MANY("FieldValueTooMany", "Too many"),
        TYPE_INVALID("FieldValueTypeInvalid", "Invalid value"),
        INTERNAL("InternalError", "Internal error");

        private final String reason;
        private final String words;

        Type(String reason, String words) {
            this.reason = reason;
            this.words = words;
        }

        public String reason() {
            return reason;
        }
    }

    /// Stands for a value whose JSON form the caller knows better.
    public record Written(String json) {}

    public static FieldError required(FieldPath field, String detail) {
        return plain(Type.REQUIRED, field, detail);
    }

    public static FieldError forbidden(FieldPath field, String detail) {
        return plain(Type.FORBIDDEN, field, detail);
    }

    public static FieldError internal(FieldPath field, String detail) {
        return plain(Type.INTERNAL, field, detail);
    }

    public static FieldError invalid(FieldPath field, @Nullable Object value, String detail) {
        return valued(Type.INVALID, field, value, detail);
    }

    /// As [#invalid], where the value is left out.
    public static FieldError valueless(FieldPath field, String detail) {
        return new FieldError(Type.INVALID, field.toString(), joined("Invalid value", detail));
    }

    public static FieldError typeInvalid(FieldPath field, @Nullable Object value, String detail) {
        return valued(Type.TYPE_INVALID, field, value, detail);
    }

    public static FieldError duplicate(FieldPath field, @Nullable Object value) {
        return valued(Type.DUPLICATE, field, value, "");
    }

    public static FieldError duplicate(FieldPath field, @Nullable Object value, String detail) {
        return valued(Type.DUPLICATE, field, value, detail);
    }

    public static FieldError notFound(FieldPath field, @Nullable Object value) {
        return notFound(field, value, "");
    }

    public static FieldError notFound(FieldPath field, @Nullable Object value, String detail) {
        return valued(Type.NOT_FOUND, field, value, detail);
    }

    /// The value is none of those that are allowed.
    ///
    /// @param supported in the order they are to be listed; upstream sorts most of them
    public static FieldError notSupported(
            FieldPath field, @Nullable Object value, Collection<String> supported) {
        var list = supported.stream().map(GoText::quote).collect(Collectors.joining(", "));
        return valued(
                Type.NOT_SUPPORTED,
                field,
                value,
                list.isEmpty() ? "" : "supported values: " + list);
    }

    /// The value has too many bytes.
    ///
    /// @param limit in bytes; negative when it is not to be told
    public static FieldError tooLong(FieldPath field, int limit) {
        return plain(Type.TOO_LONG, field, atMost(limit));
    }

    private static String atMost(int limit) {
        return limit < 0
                ? "value is too long"
                : "may not be more than " + limit + (limit == 1 ? " byte" : " bytes");
    }

    public static FieldError tooMany(FieldPath field, int actual, int limit) {
        return valued(
                Type.TOO_MANY,
                field,
                actual,
                limit < 0
                        ? "has too many items"
                        : "must have at most " + limit + (limit == 1 ? " item" : " items"));
    }

    private static FieldError plain(Type type, FieldPath field, String detail) {
        return new FieldError(type, field.toString(), joined(type.words, detail));
    }

    private static FieldError valued(
            Type type, FieldPath field, @Nullable Object value, String detail) {
        var shown =
                switch (value) {
                    case String text -> GoText.quote(text);
                    case Written(var json) -> json;
                    case null, default -> GoText.json(value);
                };
        return new FieldError(type, field.toString(), joined(type.words + ": " + shown, detail));
    }

    private static String joined(String head, String detail) {
        return detail.isEmpty() ? head : head + ": " + detail;
    }

    /// `spec.containers[0].name: Required value`
    @Override
    public String toString() {
        return field + ": " + body;
    }

    /// Several errors in one line: alone as it is, else `[a, b]`, each once.
    public static String aggregate(List<FieldError> errors) {
        var messages = new LinkedHashSet<String>();
        errors.forEach(error -> messages.add(error.toString()));
        return messages.size() == 1
                ? messages.iterator().next()
                : "[" + String.join(", ", messages) + "]";
    }
}
