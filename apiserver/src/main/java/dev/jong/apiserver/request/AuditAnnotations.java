package dev.jong.apiserver.request;

import dev.jong.api.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What the audit log is told of a request on its way: by plugins, by qualified name, of which the
/// first value stays; and by who reads its body.
public final class AuditAnnotations {
    /// Guarded by itself.
    private final Map<String, String> values = new LinkedHashMap<>();

    private volatile @Nullable Supplier<JsonObject> received;

    /// @param key `pod-security.kubernetes.io/enforce-policy`
    public void put(String key, String value) {
        synchronized (values) {
            values.putIfAbsent(key, value);
        }
    }

    /// What the request's body was understood as.
    ///
    /// @param object asked when an event tells of it
    public void received(Supplier<JsonObject> object) {
        received = object;
    }

    /// Empty when there was no body, or none that could be understood.
    public Optional<JsonObject> received() {
        return Optional.ofNullable(received).map(Supplier::get);
    }

    public Map<String, String> values() {
        synchronized (values) {
            return Map.copyOf(values);
        }
    }
}
