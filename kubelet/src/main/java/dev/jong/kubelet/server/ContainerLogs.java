package dev.jong.kubelet.server;

import dev.jong.api.core.v1.ContainerStatus;
import dev.jong.api.core.v1.Pod;
import dev.jong.http.Headers;
import dev.jong.http.HttpExchange;
import dev.jong.http.Query;
import dev.jong.kubelet.log.LogOptions;
import dev.jong.kubelet.log.LogReader;
import dev.jong.kubelet.pod.PodContainer;
import dev.jong.kubelet.runtime.Runtime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// `/containerLogs/<namespace>/<pod>/<container>`
record ContainerLogs(ServedPods pods, Runtime runtime) {
    void serve(HttpExchange exchange, String namespace, String name, String container) {
        var query = exchange.query();
        var pod =
                pods.find(namespace, name)
                        .orElseThrow(() -> new Refused(404, "pod \"" + name + "\" does not exist"));
        boolean known =
                PodContainer.all(pod.spec()).stream()
                        .anyMatch(each -> each.name().equals(container));
        if (!known) {
            throw new Refused(
                    404, "container \"" + container + "\" not found in pod \"" + name + "\"");
        }
        var options = options(query);
        var run = run(pod, name, container, query.isTrue("previous"));
        var file = run.logPath();
        try (var out = exchange.stream(200, Headers.of("Content-Type", "text/plain"))) {
            out.flush();
            if (!file.isEmpty() && Files.exists(Path.of(file))) {
                LogReader.copy(
                        Path.of(file),
                        options,
                        out,
                        () -> exchange.connected() && runs(pod, run.id()));
            }
        } catch (IOException e) {
            throw new Refused(500, String.valueOf(e.getMessage()));
        }
    }

    private boolean runs(Pod pod, String id) {
        var uid = Objects.requireNonNullElse(pod.metadata().uid(), "");
        return runtime.containers().stream()
                .anyMatch(each ->
                        each.podUid().equals(uid)
                                && each.id().equals(id)
                                && each.state() == dev.jong.kubelet.runtime.ContainerState.RUNNING);
    }

    private dev.jong.kubelet.runtime.ContainerStatus run(
            Pod pod, String name, String container, boolean previous) {
        var view = pods.view(pod);
        var found = previous ? view.previous(container) : view.latest(container);
        if (previous && found == null) {
            var latest = view.latest(container);
            boolean waits =
                    status(pod, container)
                            .map(each -> each.state().waiting() != null)
                            .orElse(false);
            found = latest != null && latest.exited() && waits ? latest : null;
        }
        if (found != null) {
            return found;
        }
        if (previous) {
            throw new Refused(
                    400,
                    "previous terminated container \""
                            + container
                            + "\" in pod \""
                            + name
                            + "\" not found");
        }
        throw new Refused(
                400,
                "container \"" + container + "\" in pod \"" + name + "\" " + why(pod, container));
    }

    private static String why(Pod pod, String container) {
        var waiting = status(pod, container).map(each -> each.state().waiting());
        if (waiting.isEmpty()) {
            return "is not available";
        }
        return switch (Objects.requireNonNullElse(waiting.get().reason(), "")) {
            case "ErrImagePull" -> "is waiting to start: image can't be pulled";
            case "ImagePullBackOff" -> "is waiting to start: trying and failing to pull image";
            case "" -> "is waiting to start - no logs yet";
            case String reason -> "is waiting to start: " + reason;
        };
    }

    private static Optional<ContainerStatus> status(Pod pod, String container) {
        var status = pod.status();
        return Stream.of(
                        status.containerStatuses(),
                        status.initContainerStatuses(),
                        status.ephemeralContainerStatuses())
                .flatMap(List::stream)
                .filter(each -> each.name().equals(container))
                .findFirst();
    }

    private static LogOptions options(Query query) {
        var tail =
                query.value("tailLines").isEmpty() ? query.value("tail") : query.value("tailLines");
        return new LogOptions(
                query.isTrue("follow"),
                query.isTrue("timestamps"),
                tail.equals("all") ? null : number(tail),
                since(query),
                number(query.value("limitBytes")),
                switch (query.value("stream")) {
                    case "Stdout" -> LogOptions.Stream.STDOUT;
                    case "Stderr" -> LogOptions.Stream.STDERR;
                    default -> LogOptions.Stream.ALL;
                });
    }

    private static @Nullable Instant since(Query query) {
        var seconds = number(query.value("sinceSeconds"));
        if (seconds != null) {
            return Instant.now().minusSeconds(seconds);
        }
        try {
            var time = query.value("sinceTime");
            return time.isEmpty() ? null : java.time.OffsetDateTime.parse(time).toInstant();
        } catch (DateTimeParseException _) {
            throw new Refused(400, "{\"message\": \"Unable to decode query.\"}");
        }
    }

    private static @Nullable Long number(String text) {
        if (text.isEmpty()) {
            return null;
        }
        if (!text.matches("\\d{1,18}")) {
            throw new Refused(400, "{\"message\": \"Unable to decode query.\"}");
        }
        return Long.valueOf(text);
    }
}
