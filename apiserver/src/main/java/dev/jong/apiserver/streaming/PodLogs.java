package dev.jong.apiserver.streaming;

import dev.jong.api.GroupKind;
import dev.jong.api.errors.ApiException;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.GoTime;
import dev.jong.api.json.JsonException;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.route.Refusals;
import dev.jong.apiserver.route.RequestHandler;
import dev.jong.http.DisconnectedException;
import dev.jong.http.Headers;
import dev.jong.http.HttpExchange;
import dev.jong.http.Pump;
import dev.jong.http.Query;
import dev.jong.http.client.BackendAnswer;
import dev.jong.http.websocket.WebSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// `pods/log`: what the kubelet has of a container's output.
public final class PodLogs implements RequestHandler {
    private static final List<String> PASSED =
            List.of(
                    "follow",
                    "previous",
                    "timestamps",
                    "sinceSeconds",
                    "sinceTime",
                    "tailLines",
                    "limitBytes",
                    "stream");

    private final Kubelets kubelets;

    public PodLogs(Kubelets kubelets) {
        this.kubelets = kubelets;
    }

    @Override
    public void handle(HttpExchange exchange, RequestInfo info) {
        if (!info.verb().equals("get")) {
            throw Refusals.methodNotAllowed();
        }
        var query = info.query();
        validate(info.name(), query);
        var pod = kubelets.pod(info.namespace(), info.name());
        var container = Containers.choose(pod, query.value("container"));
        if (Objects.requireNonNullElse(pod.spec().nodeName(), "").isEmpty()) {
            exchange.answer(204, Headers.EMPTY);
            return;
        }
        var kubelet = kubelets.of(pod);
        var parameters = new Parameters();
        PASSED.forEach(
                name -> parameters.addIf(!query.value(name).isEmpty(), name, query.value(name)));
        var target =
                "/containerLogs/"
                        + info.namespace()
                        + "/"
                        + info.name()
                        + "/"
                        + container
                        + parameters;
        try (var answer = ask(() -> kubelet.send("GET", target, Headers.EMPTY))) {
            exchange.onDisconnect(() -> Thread.startVirtualThread(answer::close));
            refuseIfFailed(answer);
            if (WebSocket.wanted(exchange)) {
                LogSocket.send(exchange, answer.body(), answer::close);
            } else {
                pass(exchange, answer);
            }
        }
    }

    /// A kubelet that cannot be reached is a failure of ours.
    static BackendAnswer ask(java.util.function.Supplier<BackendAnswer> request) {
        try {
            return request.get();
        } catch (DisconnectedException e) {
            throw ApiException.internal(String.valueOf(e.getMessage()));
        }
    }

    private static void pass(HttpExchange exchange, BackendAnswer answer) {
        try (var stream =
                exchange.stream(
                        200,
                        Headers.of(
                                "Content-Type",
                                "text/plain",
                                "Cache-Control",
                                "no-cache, private"))) {
            stream.flush();
            try {
                Pump.copy(answer.body(), stream);
            } catch (IOException e) {
                if (!exchange.connected()) {
                    throw new DisconnectedException("the client has gone", e);
                }
                stream.abort();
            }
        }
    }

    /// What a kubelet refuses, in the words it uses.
    static void refuseIfFailed(BackendAnswer answer) {
        if (answer.status() >= 200 && answer.status() < 400) {
            return;
        }
        var text = new String(answer.bodyBytes(), StandardCharsets.UTF_8).strip();
        throw switch (answer.status()) {
            case 400 -> ApiException.badRequest(text);
            case 404 ->
                    ApiException.of(
                            new dev.jong.api.errors.Failure(
                                    404,
                                    "NotFound",
                                    "the server could not find the requested resource ("
                                            + text
                                            + ")",
                                    null));
            default -> ApiException.internal(text);
        };
    }

    private static void validate(String pod, Query query) {
        var errors = new ArrayList<FieldError>();
        demandTime(query.value("sinceTime"));
        atLeast(query, "tailLines", 0, "must be greater than or equal to 0", errors);
        atLeast(query, "limitBytes", 1, "must be greater than 0", errors);
        if (!query.has("sinceTime")) {
            atLeast(query, "sinceSeconds", 1, "must be greater than 0", errors);
        } else if (query.has("sinceSeconds")) {
            errors.add(
                    FieldError.forbidden(
                            FieldPath.of(""),
                            "at most one of `sinceTime` or `sinceSeconds` may be specified"));
        }
        // Upstream's gate PodLogsQuerySplitStreams is off by default.
        if (query.has("stream")) {
            errors.add(FieldError.forbidden(FieldPath.of("stream"), "may not be specified"));
        }
        if (!errors.isEmpty()) {
            throw ApiException.invalid(new GroupKind("", "PodLogOptions"), pod, errors);
        }
    }

    private static void demandTime(String text) {
        if (text.isEmpty() || text.equals("null")) {
            return;
        }
        try {
            GoTime.parse(text);
        } catch (JsonException e) {
            throw ApiException.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private static void atLeast(
            Query query, String name, long least, String rule, List<FieldError> errors) {
        var text = query.value(name);
        if (text.isEmpty()) {
            return;
        }
        try {
            var number = Long.parseLong(text);
            if (number < least) {
                errors.add(FieldError.invalid(FieldPath.of(name), number, rule));
            }
        } catch (NumberFormatException _) {
            throw ApiException.badRequest(
                    "strconv.ParseInt: parsing \"" + text + "\": invalid syntax");
        }
    }
}
