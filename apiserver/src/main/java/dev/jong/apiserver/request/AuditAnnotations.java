package dev.jong.apiserver.request;

import java.util.LinkedHashMap;
import java.util.Map;

/// What plugins tell the audit log of a request, by qualified name; the first value stays.
public final class AuditAnnotations {
    /// Guarded by itself.
    private final Map<String, String> values = new LinkedHashMap<>();

    /// @param key `pod-security.kubernetes.io/enforce-policy`
    public void put(String key, String value) {
        synchronized (values) {
            values.putIfAbsent(key, value);
        }
    }

    public Map<String, String> values() {
        synchronized (values) {
            return Map.copyOf(values);
        }
    }
}
