package dev.jong.api.json;

/// Between one Java type and tokens. Stateless.
public interface Codec<T> {
    /// Reads the value that `in` stands at. `null` gives the type's empty value.
    T read(TokenReader in);

    void write(T value, TokenWriter out);

    /// What Go calls the type in messages: `v1.Pod`, `string`.
    default String goType() {
        return "string";
    }

    /// The fields alone, for a writer that has begun the object itself: list items carry no `kind`
    /// and `apiVersion`.
    default void writeFields(T value, TokenWriter out) {
        throw new UnsupportedOperationException("not an object: " + value);
    }
}
