package dev.jong.apiserver.audit;

import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/// Takes the objects out of events that are too large, and splits batches that are. Events that are
/// too large even so are lost, and counted.
final class Truncation implements AuditSink {
    private final AuditSink next;
    private final long mostOfBatch;
    private final long mostOfEvent;
    private final AuditFigures figures;

    Truncation(AuditSink next, long mostOfBatch, long mostOfEvent, AuditFigures figures) {
        this.next = next;
        this.mostOfBatch = mostOfBatch;
        this.mostOfEvent = mostOfEvent;
        this.figures = figures;
    }

    @Override
    public boolean take(List<JsonObject> events) {
        boolean taken = true;
        var batch = new ArrayList<JsonObject>();
        long size = 0;
        for (var event : events) {
            var fitting = size(event) > mostOfEvent ? truncated(event) : event;
            long more = size(fitting);
            if (more > mostOfEvent) {
                figures.errors().with("truncate").add(1);
                continue;
            }
            if (!batch.isEmpty() && size + more > mostOfBatch) {
                taken &= next.take(List.copyOf(batch));
                batch.clear();
                size = 0;
            }
            batch.add(fitting);
            size += more;
        }
        return (batch.isEmpty() || next.take(batch)) && taken;
    }

    private static long size(JsonObject event) {
        return Json.write(event).length;
    }

    static JsonObject truncated(JsonObject event) {
        if (!event.has("requestObject") && !event.has("responseObject")) {
            return event;
        }
        return event.without("requestObject")
                .without("responseObject")
                .with(
                        "annotations",
                        event.object("annotations").with("audit.k8s.io/truncated", "true"));
    }

    @Override
    public void close() {
        next.close();
    }
}
