package dev.jong.apiserver.audit;

import dev.jong.api.authentication.v1.UserInfo;
import dev.jong.api.json.GoDuration;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import dev.jong.apiserver.audit.AuditPolicy.Verdict;
import dev.jong.apiserver.authentication.Impersonation;
import dev.jong.apiserver.authorization.Attributes;
import dev.jong.apiserver.request.AuditAnnotations;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.request.User;
import dev.jong.http.HttpExchange;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One request of which something is told, and what is known of it so far. Used by the thread that
/// serves the request, and by whoever ends it when its time is over.
final class AuditedRequest {
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final Set<String> DELETIONS = Set.of("delete", "deletecollection");
    private static final int FIRST_ERROR = 400;
    private static final int NOT_ACCEPTABLE = 406;
    private static final int OK = 200;
    private static final int FAILURE = 500;

    private static final String TOTAL = "apiserver.latency.k8s.io/total";

    /// From which on it is told how long a request took.
    private static final Duration REMARKABLE = Duration.ofMillis(500);

    private final Verdict verdict;
    private final RequestInfo info;
    private final boolean isLong;
    private final Auditing auditing;
    private final InstantSource clock;
    private final Instant received;
    private final AuditAnnotations annotations;

    /// Guarded by `this`.
    private JsonObject event;

    /// Guarded by `this`.
    private boolean answering;

    AuditedRequest(
            Auditing auditing,
            Verdict verdict,
            RequestInfo info,
            boolean isLong,
            AuditAnnotations annotations,
            InstantSource clock) {
        this.auditing = auditing;
        this.verdict = verdict;
        this.info = info;
        this.isLong = isLong;
        this.annotations = annotations;
        this.clock = clock;
        this.received = clock.instant();
        this.event =
                JsonObject.EMPTY
                        .with("kind", "Event")
                        .with("apiVersion", "audit.k8s.io/v1")
                        .with("level", verdict.level().text())
                        .with("verb", info.verb())
                        .with("requestReceivedTimestamp", MICROS.format(received));
    }

    boolean isLong() {
        return isLong;
    }

    /// Fills in who asks for what.
    synchronized AuditedRequest of(HttpExchange exchange, User user, String id) {
        var uri =
                exchange.rawQuery().isEmpty()
                        ? exchange.rawPath()
                        : exchange.rawPath() + "?" + exchange.rawQuery();
        event =
                event.with("auditID", id)
                        .with("requestURI", uri)
                        .with("user", Json.tree(user.info(), UserInfo.CODEC))
                        .with("sourceIPs", Sources.of(exchange));
        var agent = Sources.userAgent(exchange);
        if (!agent.isEmpty()) {
            event = event.with("userAgent", agent);
        }
        if (info.resourceRequest()) {
            event = event.with("objectRef", reference(Attributes.of(user, info).name()));
        }
        return this;
    }

    /// @param name asked for, be it by a selector
    private JsonObject reference(String name) {
        var fields = new HashMap<String, JsonValue>();
        put(fields, "resource", info.resource());
        put(fields, "namespace", info.namespace());
        put(fields, "name", name);
        put(fields, "apiGroup", info.group());
        put(fields, "apiVersion", info.version());
        put(fields, "subresource", info.subresource());
        return new JsonObject(fields);
    }

    private static void put(Map<String, JsonValue> fields, String name, String value) {
        if (!value.isEmpty()) {
            fields.put(name, new JsonText(value));
        }
    }

    synchronized void impersonating(Impersonation.Acting as) {
        event = event.with("impersonatedUser", Json.tree(as.user().info(), UserInfo.CODEC));
        if (!as.constraint().isEmpty()) {
            event =
                    event.with(
                            "authenticationMetadata",
                            JsonObject.EMPTY.with("impersonationConstraint", as.constraint()));
        }
    }

    /// The request could not be received any further.
    synchronized boolean received() {
        return tell(Stage.REQUEST_RECEIVED, received);
    }

    /// Nobody is known to ask.
    synchronized void unauthenticated(String attempted) {
        event = event.with("responseStatus", status().with("message", attempted));
    }

    /// The answer begins.
    synchronized void answering(int code) {
        if (answering) {
            return;
        }
        answering = true;
        event = event.with("responseStatus", status().with("code", new JsonInteger(code)));
        if (isLong) {
            tell(Stage.RESPONSE_STARTED, clock.instant());
        }
    }

    private JsonObject status() {
        return event.object("responseStatus").with("metadata", JsonObject.EMPTY);
    }

    /// Whether what is answered matters: for its own sake, or because it may be a Status. Upstream
    /// says no more of what cannot be answered than that.
    boolean wantsAnswer(int code) {
        return code >= FIRST_ERROR && code != NOT_ACCEPTABLE
                || info.resourceRequest()
                        && code < FIRST_ERROR
                        && (verdict.level().covers(Level.REQUEST_RESPONSE)
                                || DELETIONS.contains(info.verb()));
    }

    synchronized void answered(byte[] body, String contentType) {
        Contents.read(body, contentType)
                .ifPresent(object -> {
                    boolean status = "Status".equals(object.text("kind"));
                    if (status) {
                        event = event.with("responseStatus", responseStatus(object));
                    }
                    if (verdict.level().covers(Level.REQUEST_RESPONSE)
                            && (status || info.resourceRequest())) {
                        event = event.with("responseObject", kept(object));
                    }
                });
    }

    /// With the code that was answered where the object has none.
    private JsonObject responseStatus(JsonObject object) {
        var code = event.object("responseStatus").get("code");
        var status = object.without("kind").without("apiVersion");
        return status.has("code") || code == null ? status : status.with("code", code);
    }

    private JsonObject kept(JsonObject object) {
        return verdict.omitManagedFields() ? Contents.withoutManagedFields(object) : object;
    }

    /// The request is over.
    synchronized void complete(AuditedExchange exchange) {
        noteBody(exchange);
        if (!answering) {
            event =
                    event.with(
                            "responseStatus",
                            status().with("status", "Success")
                                    .with("message", "Connection closed early")
                                    .with("code", new JsonInteger(OK)));
            if (isLong) {
                tell(Stage.RESPONSE_STARTED, clock.instant());
            }
        }
        var now = clock.instant();
        var lasted = Duration.between(received, now);
        if (lasted.compareTo(REMARKABLE) > 0) {
            annotations.tellLatencies();
            annotations.put(TOTAL, GoDuration.format(lasted));
        }
        tell(Stage.RESPONSE_COMPLETE, now);
    }

    /// The server failed with this.
    synchronized void panicked(AuditedExchange exchange, RuntimeException failure) {
        noteBody(exchange);
        event =
                event.with(
                        "responseStatus",
                        status().with("status", "Failure")
                                .with("message", "APIServer panic'd: " + failure.getMessage())
                                .with("reason", "InternalError")
                                .with("code", new JsonInteger(FAILURE)));
        tell(Stage.PANIC, clock.instant());
    }

    private void noteBody(AuditedExchange exchange) {
        if (!info.resourceRequest() || exchange.sent().length == 0) {
            return;
        }
        if (info.verb().equals("patch")) {
            if (verdict.level().covers(Level.REQUEST)) {
                Contents.patch(exchange.sent(), exchange.sentType())
                        .ifPresent(patch -> event = event.with("requestObject", patch));
            }
            return;
        }
        annotations
                .received()
                .ifPresent(object -> {
                    if (!DELETIONS.contains(info.verb())) {
                        event = event.with("objectRef", named(event.object("objectRef"), object));
                    }
                    if (verdict.level().covers(Level.REQUEST)) {
                        event = event.with("requestObject", kept(object));
                    }
                });
    }

    /// A name that stands in the object only, and of which one of its lives it speaks.
    private static JsonObject named(JsonObject reference, JsonObject object) {
        var named = reference;
        var metadata = object.object("metadata");
        for (var field : List.of("namespace", "name", "uid", "resourceVersion")) {
            var value = metadata.text(field);
            if (!named.has(field) && value != null && !value.isEmpty()) {
                named = named.with(field, value);
            }
        }
        return named;
    }

    private boolean tell(Stage stage, Instant time) {
        if (verdict.omitStages().contains(stage)) {
            return true;
        }
        var told = event.with("stage", stage.text()).with("stageTimestamp", MICROS.format(time));
        var notes = annotations.values();
        if (!notes.isEmpty()) {
            var fields = new HashMap<String, JsonValue>();
            notes.forEach((key, value) -> fields.put(key, new JsonText(value)));
            told = told.with("annotations", new JsonObject(fields));
        }
        return auditing.tell(told);
    }

    @Override
    public String toString() {
        return Json.text(event);
    }
}
