package dev.jong.apiserver.request;

import dev.jong.api.json.GoDuration;
import dev.jong.api.json.JsonObject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What the audit log is told of a request on its way: by plugins, by qualified name, of which the
/// first value stays; and by who reads its body.
public final class AuditAnnotations {
    /// Guarded by itself.
    private final Map<String, String> values = new LinkedHashMap<>();

    private volatile @Nullable Supplier<JsonObject> received;

    /// Nanoseconds by [Layer]; absent when nobody will ask.
    private volatile @Nullable AtomicLongArray latencies;

    /// @param key `pod-security.kubernetes.io/enforce-policy`
    public void put(String key, String value) {
        synchronized (values) {
            values.putIfAbsent(key, value);
        }
    }

    /// From now on it is kept how long each layer took.
    public void measure() {
        latencies = new AtomicLongArray(Layer.values().length);
    }

    /// A layer took so long, on whatever thread.
    public void took(Layer layer, long nanos) {
        var kept = latencies;
        if (kept != null) {
            kept.accumulateAndGet(layer.ordinal(), nanos, layer::joined);
        }
    }

    /// Tells of each layer that took time how long that was.
    public void tellLatencies() {
        var kept = latencies;
        if (kept == null) {
            return;
        }
        for (var layer : Layer.values()) {
            long nanos = kept.get(layer.ordinal());
            if (nanos > 0) {
                put(layer.annotation(), GoDuration.format(Duration.ofNanos(nanos)));
            }
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
