package dev.jong.kubelet.server;

import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodList;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonObject;
import dev.jong.api.meta.v1.ListMeta;
import dev.jong.api.zpages.ZPages;
import dev.jong.foundation.Metrics;
import dev.jong.http.Headers;
import dev.jong.http.HttpExchange;
import dev.jong.http.HttpServer;
import dev.jong.http.HttpServerConfig;
import dev.jong.kubelet.runtime.Runtime;
import dev.jong.kubelet.runtime.RuntimeFailure;
import java.util.List;

/// Serves logs, streams and figures of a node to those who may see them.
public final class KubeletServer implements AutoCloseable {
    /// What is served, as `/statusz` lists it.
    private static final List<String> PATHS =
            List.of(
                    "/attach",
                    "/configz",
                    "/containerLogs",
                    "/exec",
                    "/flagz",
                    "/healthz",
                    "/metrics",
                    "/metrics/cadvisor",
                    "/metrics/probes",
                    "/metrics/resource",
                    "/pods",
                    "/portForward",
                    "/run",
                    "/runningpods",
                    "/stats",
                    "/statusz");

    private final HttpServer server;
    private final ServedPods pods;
    private final Callers callers;
    private final ContainerLogs logs;
    private final Streams streams;
    private final Usage usage;
    private final MetricsPages metrics;
    private final JsonObject configuration;
    private final ZPages pages;

    /// Whose server this is.
    ///
    /// @param configuration a `KubeletConfiguration`, as `/configz` tells it
    /// @param pages what it tells of itself besides
    public record Node(String name, JsonObject configuration, ZPages pages) {}

    private KubeletServer(
            HttpServerConfig config,
            ServedPods pods,
            Runtime runtime,
            Node node,
            Callers callers,
            Metrics probes) {
        this.pods = pods;
        this.callers = callers;
        this.logs = new ContainerLogs(pods, runtime);
        this.streams = new Streams(pods, runtime);
        this.usage = new Usage(pods, runtime, node.name());
        this.metrics = new MetricsPages(pods, runtime, probes);
        this.configuration = node.configuration();
        this.pages = node.pages();
        this.server = HttpServer.start(config, this::handle);
    }

    public static KubeletServer start(
            HttpServerConfig config,
            ServedPods pods,
            Runtime runtime,
            Node node,
            Callers callers,
            Metrics probes) {
        return new KubeletServer(config, pods, runtime, node, callers, probes);
    }

    public int port() {
        return server.port();
    }

    private void handle(HttpExchange exchange) {
        var path = List.of(exchange.path().split("/", -1));
        var first = path.size() > 1 ? path.get(1) : "";
        try {
            if (!first.equals("healthz")) {
                callers.admit(exchange, NodeAccess.of(exchange.method(), first));
            }
            route(exchange, first, path);
        } catch (Refused e) {
            if (!exchange.answered()) {
                exchange.answerText(e.status(), e.getMessage());
            }
        } catch (ApiException e) {
            exchange.answerText(e.code(), String.valueOf(e.getMessage()));
        } catch (RuntimeFailure e) {
            if (!exchange.answered()) {
                exchange.answerText(500, e.getMessage());
            }
        }
    }

    private void route(HttpExchange exchange, String first, List<String> path) {
        switch (first) {
            case "healthz" -> exchange.answerText(200, "ok");
            case "pods" -> pods(exchange);
            case "runningpods" -> pods(exchange);
            case "containerLogs" ->
                    logs.serve(exchange, part(path, 2), part(path, 3), part(path, 4));
            case "exec" -> streams.exec(exchange, path);
            case "attach" -> streams.attach(exchange, path);
            case "portForward" -> streams.portForward(exchange, path);
            case "run" -> streams.run(exchange, path);
            case "configz" ->
                    json(
                            exchange,
                            JsonObject.of(
                                    "kubeletconfig",
                                    configuration.with("port", new JsonInteger(port()))));
            case "statusz" -> page(exchange, pages.status(accept(exchange), PATHS));
            case "flagz" -> page(exchange, pages.flags(accept(exchange)));
            case "stats" -> json(exchange, usage.summary());
            case "metrics" ->
                    exchange.answer(
                            200,
                            Headers.of("Content-Type", "text/plain; version=0.0.4; charset=utf-8"),
                            metrics.page(path.size() > 2 ? path.get(2) : "")
                                    .orElseThrow(() -> new Refused(404, "404 page not found")));
            default -> throw new Refused(404, "404 page not found");
        }
    }

    private static String accept(HttpExchange exchange) {
        return exchange.headers().value("Accept");
    }

    private static void page(HttpExchange exchange, ZPages.Page page) {
        exchange.answer(200, Headers.of("Content-Type", page.contentType()), page.body());
    }

    /// A part of the path that must be there.
    static String part(List<String> path, int index) {
        if (path.size() <= index || path.get(index).isEmpty()) {
            throw new Refused(404, "404 page not found");
        }
        return path.get(index);
    }

    private void pods(HttpExchange exchange) {
        List<Pod> all = pods.all();
        var list = PodList.builder().metadata(ListMeta.EMPTY).items(all).build();
        var tree = Json.tree(list, PodList.CODEC);
        json(
                exchange,
                tree instanceof JsonObject object
                        ? object.with("kind", "PodList").with("apiVersion", "v1")
                        : JsonObject.EMPTY);
    }

    private static void json(HttpExchange exchange, JsonObject body) {
        exchange.answer(200, Headers.of("Content-Type", "application/json"), Json.write(body));
    }

    @Override
    public void close() {
        server.close();
    }
}
