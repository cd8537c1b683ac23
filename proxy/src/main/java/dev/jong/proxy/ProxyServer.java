package dev.jong.proxy;

import dev.jong.api.errors.ApiException;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.api.zpages.ZPages;
import dev.jong.http.Headers;
import dev.jong.http.HttpExchange;
import dev.jong.http.HttpHandler;
import dev.jong.http.HttpServer;
import dev.jong.http.HttpServerConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves what kube-proxy does, in plain text and to everybody: health to load balancers on one
/// port, metrics to this machine on another.
public final class ProxyServer implements AutoCloseable {
    public static final int HEALTH_PORT = 10256;
    public static final int METRICS_PORT = 10249;

    private static final String ALL_ADDRESSES = "0.0.0.0";
    private static final String LOCAL = "127.0.0.1";

    private static final Logger log = LoggerFactory.getLogger(ProxyServer.class);
    private static final Headers JSON =
            Headers.of("Content-Type", "application/json", "X-Content-Type-Options", "nosniff");
    private static final Headers METRICS =
            Headers.of(
                    "Content-Type",
                    "text/plain; version=0.0.4; charset=utf-8; escaping=underscores");

    /// What the port for metrics serves.
    private static final List<String> PATHS =
            List.of("/configz", "/flagz", "/healthz", "/metrics", "/proxyMode", "/statusz");

    private final List<HttpServer> servers;

    private ProxyServer(List<HttpServer> servers) {
        this.servers = List.copyOf(servers);
    }

    /// A port that somebody else has is told and done without, as upstream does.
    ///
    /// @param healthPort 0 for a free one, as `metricsPort`
    public static ProxyServer start(ServiceProxy proxy, int healthPort, int metricsPort) {
        var servers = new ArrayList<HttpServer>();
        listen("", healthPort, exchange -> health(exchange, proxy)).ifPresent(servers::add);
        var configuration =
                proxy.configuration(ALL_ADDRESSES + ":" + healthPort, LOCAL + ":" + metricsPort);
        var told = Json.write(JsonObject.of(ProxyConfiguration.NAME, configuration));
        var pages = proxy.pages(ALL_ADDRESSES + ":" + healthPort, LOCAL + ":" + metricsPort);
        listen(LOCAL, metricsPort, exchange -> figures(exchange, proxy, told, pages))
                .ifPresent(servers::add);
        return new ProxyServer(servers);
    }

    private static Optional<HttpServer> listen(String host, int port, HttpHandler handler) {
        try {
            var at =
                    HttpServerConfig.plain(host, port)
                            .withLimits(HttpServerConfig.Limits.DEFAULT.withLoops(1))
                            .withName("proxy");
            return Optional.of(HttpServer.start(at, handler));
        } catch (UncheckedIOException e) {
            log.atError()
                    .addKeyValue("port", port)
                    .addKeyValue("cause", e.getMessage())
                    .log("Cannot serve health or metrics of the proxy");
            return Optional.empty();
        }
    }

    /// Where they listen: health first.
    public List<Integer> ports() {
        return servers.stream().map(HttpServer::port).toList();
    }

    private static void health(HttpExchange exchange, ServiceProxy proxy) {
        switch (exchange.path()) {
            case "/healthz" -> {
                var report = proxy.health().withNode(proxy.nodeEligible());
                answer(exchange, report);
                proxy.figures().askedHealth(code(report));
            }
            case "/livez" -> {
                var report = proxy.health();
                answer(exchange, report);
                proxy.figures().askedLive(code(report));
            }
            default -> exchange.answerText(404, "404 page not found\n");
        }
    }

    private static void answer(HttpExchange exchange, ProxyHealth.Report report) {
        exchange.answer(
                code(report), JSON, Json.text(report.text()).getBytes(StandardCharsets.UTF_8));
    }

    private static int code(ProxyHealth.Report report) {
        return report.healthy() ? 200 : 503;
    }

    /// @param configuration the content of `/configz`
    private static void figures(
            HttpExchange exchange, ServiceProxy proxy, byte[] configuration, ZPages pages) {
        switch (exchange.path()) {
            case "/healthz" -> exchange.answerText(200, "ok");
            case "/configz" -> exchange.answer(200, JSON, configuration);
            case "/proxyMode" -> exchange.answerText(200, proxy.mode());
            case "/statusz" -> page(exchange, accept -> pages.status(accept, PATHS));
            case "/flagz" -> page(exchange, pages::flags);
            case "/metrics" -> {
                var out = new ByteArrayOutputStream();
                try {
                    proxy.figures().metrics().writeText(out);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                exchange.answer(200, METRICS, out.toByteArray());
            }
            default -> exchange.answerText(404, "404 page not found\n");
        }
    }

    private static void page(HttpExchange exchange, Function<String, ZPages.Page> pages) {
        try {
            var page = pages.apply(exchange.headers().value("Accept"));
            exchange.answer(200, Headers.of("Content-Type", page.contentType()), page.body());
        } catch (ApiException e) {
            exchange.answerText(e.code(), String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        servers.forEach(HttpServer::close);
    }
}
