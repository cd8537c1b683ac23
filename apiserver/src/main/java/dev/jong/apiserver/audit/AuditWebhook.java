package dev.jong.apiserver.audit;

import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.webhook.ConfiguredHook;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Posts events to a webhook, as an EventList; tries again, later and later, when it does not take
/// them.
final class AuditWebhook implements AuditSink {
    private static final Logger log = LoggerFactory.getLogger(AuditWebhook.class);
    private static final int TRIES = 5;
    private static final double GROWTH = 1.5;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ConfiguredHook hook;
    private final Duration firstPause;
    private final AuditFigures figures;

    /// @param firstPause before the second try
    AuditWebhook(ConfiguredHook hook, Duration firstPause, AuditFigures figures) {
        this.hook = hook;
        this.firstPause = firstPause;
        this.figures = figures;
    }

    @Override
    public boolean take(List<JsonObject> events) {
        var list =
                JsonObject.EMPTY
                        .with("kind", "EventList")
                        .with("apiVersion", "audit.k8s.io/v1")
                        .with("metadata", JsonObject.EMPTY)
                        .with("items", new JsonArray(List.copyOf(events)));
        var pause = firstPause;
        for (int tried = 1; ; tried++) {
            var trouble = hook.deliver(list, PATIENCE);
            if (trouble.isEmpty()) {
                return true;
            }
            if (tried == TRIES || !pause(pause)) {
                figures.errors().with("webhook").add(events.size());
                log.atError()
                        .addKeyValue("events", events.size())
                        .addKeyValue("error", trouble.get())
                        .log("Lost audit events: the webhook does not take them");
                return false;
            }
            pause = Duration.ofNanos((long) (pause.toNanos() * GROWTH));
        }
    }

    private static boolean pause(Duration time) {
        try {
            Thread.sleep(time);
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        hook.close();
    }
}
