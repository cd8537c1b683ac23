package dev.jong.apiserver.audit;

import dev.jong.api.json.JsonObject;
import java.util.List;

/// Where events go. Any thread.
interface AuditSink extends AutoCloseable {
    /// Takes events, in order.
    ///
    /// @return false when they are lost and the request they are about must not go on
    boolean take(List<JsonObject> events);

    /// Waits until what was taken is written, and closes.
    @Override
    void close();
}
