package dev.jong.api.errors;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Collects what a validation finds, in the order found. One thread.
public final class FieldErrors {
    private final List<FieldError> found = new ArrayList<>();

    public FieldErrors add(FieldError error) {
        found.add(error);
        return this;
    }

    public FieldErrors addAll(Collection<FieldError> errors) {
        found.addAll(errors);
        return this;
    }

    public FieldErrors required(FieldPath field, String detail) {
        return add(FieldError.required(field, detail));
    }

    public FieldErrors forbidden(FieldPath field, String detail) {
        return add(FieldError.forbidden(field, detail));
    }

    public FieldErrors invalid(FieldPath field, @Nullable Object value, String detail) {
        return add(FieldError.invalid(field, value, detail));
    }

    public FieldErrors duplicate(FieldPath field, @Nullable Object value) {
        return add(FieldError.duplicate(field, value));
    }

    public FieldErrors notFound(FieldPath field, @Nullable Object value) {
        return add(FieldError.notFound(field, value));
    }

    public FieldErrors notSupported(
            FieldPath field, @Nullable Object value, Collection<String> supported) {
        return add(FieldError.notSupported(field, value, supported));
    }

    /// One `Invalid value` for each message.
    public FieldErrors invalidEach(
            FieldPath field, @Nullable Object value, Collection<String> messages) {
        messages.forEach(message -> invalid(field, value, message));
        return this;
    }

    /// Demands one of the values; an empty or absent one is `Required value`.
    public FieldErrors oneOf(FieldPath field, @Nullable String value, List<String> supported) {
        if (value == null || value.isEmpty()) {
            return required(field, "");
        }
        return supported.contains(value) ? this : notSupported(field, value, supported);
    }

    /// Demands one of the values of a field that may be absent; an empty one is none of them.
    public FieldErrors known(FieldPath field, @Nullable String value, List<String> supported) {
        return value == null || supported.contains(value)
                ? this
                : notSupported(field, value, supported);
    }

    public FieldErrors notNegative(FieldPath field, @Nullable Number value) {
        return value != null && value.longValue() < 0
                ? invalid(field, value, "must be greater than or equal to 0")
                : this;
    }

    public FieldErrors immutable(FieldPath field, @Nullable Object now, @Nullable Object before) {
        return Objects.equals(now, before) ? this : invalid(field, now, "field is immutable");
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    public List<FieldError> list() {
        return List.copyOf(found);
    }
}
