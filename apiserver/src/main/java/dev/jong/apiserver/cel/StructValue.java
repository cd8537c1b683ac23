package dev.jong.apiserver.cel;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An object that an expression made by naming its type: `Object.spec{replicas: 3}`.
public final class StructValue extends AbstractMap<Object, Object> {
    private final String type;
    private final Map<Object, Object> fields;

    StructValue(String type, Map<Object, Object> fields) {
        this.type = type;
        this.fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    public String type() {
        return type;
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
        return fields.get(key);
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return fields.containsKey(key);
    }

    @Override
    public Set<Entry<Object, Object>> entrySet() {
        return fields.entrySet();
    }
}
