package dev.jong.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;

/// Header fields in their order; names compare without case. Immutable.
public final class Headers {
    public static final Headers EMPTY = new Headers(new String[0]);

    private final String[] pairs;

    private Headers(String[] pairs) {
        this.pairs = pairs;
    }

    /// Fields from name, value, name, value, ….
    public static Headers of(String... pairs) {
        if (pairs.length % 2 != 0) {
            throw new IllegalArgumentException("a name without a value");
        }
        return pairs.length == 0 ? EMPTY : new Headers(pairs.clone());
    }

    public static Builder builder() {
        return new Builder();
    }

    /// The first value of `name`.
    public Optional<String> first(String name) {
        var at = find(name);
        return at < 0 ? Optional.empty() : Optional.of(pairs[at + 1]);
    }

    /// The first value of `name`, or "".
    public String value(String name) {
        var at = find(name);
        return at < 0 ? "" : pairs[at + 1];
    }

    public List<String> all(String name) {
        var values = new ArrayList<String>(2);
        for (var i = 0; i < pairs.length; i += 2) {
            if (pairs[i].equalsIgnoreCase(name)) {
                values.add(pairs[i + 1]);
            }
        }
        return List.copyOf(values);
    }

    public boolean has(String name) {
        return find(name) >= 0;
    }

    /// Whether a comma-separated field such as `Connection` has `token` among its values, without
    /// case.
    public boolean hasToken(String name, String token) {
        for (var i = 0; i < pairs.length; i += 2) {
            if (pairs[i].equalsIgnoreCase(name) && listed(pairs[i + 1], token)) {
                return true;
            }
        }
        return false;
    }

    private static boolean listed(String value, String token) {
        for (var part : value.split(",", -1)) {
            if (part.strip().equalsIgnoreCase(token)) {
                return true;
            }
        }
        return false;
    }

    /// One more field, after those of the same name.
    public Headers with(String name, String value) {
        var more = Arrays.copyOf(pairs, pairs.length + 2);
        more[pairs.length] = name;
        more[pairs.length + 1] = value;
        return new Headers(more);
    }

    /// All fields of both.
    public Headers and(Headers others) {
        if (others.pairs.length == 0) {
            return this;
        }
        var all = Arrays.copyOf(pairs, pairs.length + others.pairs.length);
        System.arraycopy(others.pairs, 0, all, pairs.length, others.pairs.length);
        return new Headers(all);
    }

    public Headers without(String... names) {
        var builder = builder();
        forEach((name, value) -> {
            if (Arrays.stream(names).noneMatch(name::equalsIgnoreCase)) {
                builder.add(name, value);
            }
        });
        return builder.build();
    }

    public void forEach(BiConsumer<String, String> action) {
        for (var i = 0; i < pairs.length; i += 2) {
            action.accept(pairs[i], pairs[i + 1]);
        }
    }

    /// Number of fields.
    public int size() {
        return pairs.length / 2;
    }

    /// The distinct names, in lower case.
    public List<String> names() {
        return java.util.stream.IntStream.range(0, size())
                .mapToObj(i -> pairs[2 * i].toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
    }

    private int find(String name) {
        for (var i = 0; i < pairs.length; i += 2) {
            if (pairs[i].equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Headers headers && Arrays.equals(pairs, headers.pairs);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(pairs);
    }

    @Override
    public String toString() {
        return Arrays.toString(pairs);
    }

    /// Collects fields.
    public static final class Builder {
        private String[] pairs = new String[16];
        private int count;

        public Builder add(String name, String value) {
            if (count == pairs.length) {
                pairs = Arrays.copyOf(pairs, 2 * count);
            }
            pairs[count++] = name;
            pairs[count++] = value;
            return this;
        }

        public Headers build() {
            return count == 0 ? EMPTY : new Headers(Arrays.copyOf(pairs, count));
        }
    }
}
