package dev.jong.kubelet.server;

import dev.jong.api.core.v1.Pod;
import dev.jong.http.DisconnectedException;
import dev.jong.http.Headers;
import dev.jong.http.HttpExchange;
import dev.jong.http.Pump;
import dev.jong.http.Query;
import dev.jong.http.client.Backend;
import dev.jong.kubelet.pod.PodContainer;
import dev.jong.kubelet.runtime.ContainerStatus;
import dev.jong.kubelet.runtime.Runtime;
import dev.jong.kubelet.runtime.Runtime.Streaming;
import dev.jong.kubelet.runtime.StreamOptions;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/// `/exec`, `/attach` and `/portForward`: the connection is handed on to the runtime's streaming
/// server as it comes.
record Streams(ServedPods pods, Runtime runtime) {
    private static final Duration RUN = Duration.ofMinutes(10);

    void exec(HttpExchange exchange, List<String> path) {
        var container = container(path);
        var command = exchange.query().all("command");
        pass(exchange, runtime.openExec(container.id(), command, options(exchange.query())));
    }

    void attach(HttpExchange exchange, List<String> path) {
        pass(exchange, runtime.openAttach(container(path).id(), options(exchange.query())));
    }

    /// Runs a command to its end and answers what it wrote.
    void run(HttpExchange exchange, List<String> path) {
        var command = List.of(exchange.query().value("cmd").split(" "));
        exchange.answerText(200, runtime.exec(container(path).id(), command, RUN).output());
    }

    void portForward(HttpExchange exchange, List<String> path) {
        var pod = pod(path);
        var sandbox =
                pods.view(pod)
                        .sandbox()
                        .orElseThrow(() -> new Refused(400, "pod has no sandbox yet"));
        switch (runtime.openPortForward(sandbox.sandbox().id())) {
            case Streaming.Forward(var address) -> forward(exchange, address);
            case Streaming.BuiltIn(var process) -> BuiltInPorts.serve(exchange, process);
        }
    }

    private Pod pod(List<String> path) {
        var namespace = KubeletServer.part(path, 2);
        var name = KubeletServer.part(path, 3);
        return pods.find(namespace, name).orElseThrow(() -> new Refused(404, "pod does not exist"));
    }

    /// The container is the last part of the path; before it may stand the Pod's uid.
    private ContainerStatus container(List<String> path) {
        var pod = pod(path);
        var name = KubeletServer.part(path, path.size() > 5 ? 5 : 4);
        var run = pods.view(pod).latest(name);
        boolean known =
                PodContainer.all(pod.spec()).stream().anyMatch(each -> each.name().equals(name));
        if (!known || run == null) {
            throw new Refused(404, "container not found (\"" + name + "\")");
        }
        return run;
    }

    /// The API server's words, and kubectl's.
    private static StreamOptions options(Query query) {
        return new StreamOptions(
                is(query, "input", "stdin"),
                is(query, "output", "stdout"),
                is(query, "error", "stderr"),
                is(query, "tty", "tty"));
    }

    private static boolean is(Query query, String one, String other) {
        return List.of("1", "true").contains(query.value(one))
                || List.of("1", "true").contains(query.value(other));
    }

    private static void pass(HttpExchange exchange, Streaming streaming) {
        switch (streaming) {
            case Streaming.Forward(var address) -> forward(exchange, address);
            case Streaming.BuiltIn(var process) -> BuiltInStreams.serve(exchange, process);
        }
    }

    private static void forward(HttpExchange exchange, URI address) {
        var headers = Headers.builder();
        exchange.headers()
                .forEach((name, value) -> {
                    if (!name.equalsIgnoreCase("Host")
                            && !name.equalsIgnoreCase("Content-Length")) {
                        headers.add(name, value);
                    }
                });
        var query = address.getRawQuery() == null ? "" : "?" + address.getRawQuery();
        var backend = Backend.plain(address.getHost(), address.getPort());
        try {
            var answer =
                    backend.send(exchange.method(), address.getRawPath() + query, headers.build());
            if (answer.status() == 101) {
                Pump.between("stream", exchange.upgrade(answer.headers()), answer.stream());
                return;
            }
            try (answer) {
                exchange.answer(
                        answer.status(),
                        Headers.of("Content-Type", "text/plain"),
                        answer.bodyBytes());
            }
        } catch (DisconnectedException e) {
            throw new Refused(500, String.valueOf(e.getMessage()));
        }
    }
}
