package dev.jong.apiserver.audit;

import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import dev.jong.apiserver.webhook.ConfiguredHook;
import dev.jong.foundation.Backoff;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Posts events to a webhook, as an EventList; tries again, later and later, when it does not take
/// them.
final class AuditWebhook implements AuditSink {
    private static final Logger log = LoggerFactory.getLogger(AuditWebhook.class);
    private static final int TRIES = 5;
    private static final double GROWTH = 1.5;
    private static final double JITTER = 0.2;
    private static final Duration LONGEST_PAUSE = Duration.ofDays(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ConfiguredHook hook;
    private final Backoff backoff;
    private final RandomGenerator random;
    private final AuditFigures figures;

    /// @param firstPause before the second try
    AuditWebhook(
            ConfiguredHook hook,
            Duration firstPause,
            RandomGenerator random,
            AuditFigures figures) {
        this.hook = hook;
        this.backoff = new Backoff(firstPause, LONGEST_PAUSE, GROWTH, JITTER);
        this.random = random;
        this.figures = figures;
    }

    @Override
    public boolean take(List<JsonObject> events) {
        var list =
                JsonObject.EMPTY
                        .with("kind", "EventList")
                        .with("apiVersion", "audit.k8s.io/v1")
                        .with("metadata", JsonObject.EMPTY)
                        .with("items", items(events));
        for (int tried = 1; ; tried++) {
            var trouble = hook.deliver(list, PATIENCE);
            if (trouble.isEmpty()) {
                return true;
            }
            if (tried == TRIES || !pause(backoff.delay(tried, random))) {
                figures.errors().with("webhook").add(events.size());
                log.atError()
                        .addKeyValue("events", events.size())
                        .addKeyValue("error", trouble.get())
                        .log("Lost audit events: the webhook does not take them");
                return false;
            }
        }
    }

    /// What the items of a list are, the list says.
    private static JsonArray items(List<JsonObject> events) {
        return new JsonArray(
                events.stream()
                        .map(event -> (JsonValue) event.without("kind").without("apiVersion"))
                        .toList());
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
