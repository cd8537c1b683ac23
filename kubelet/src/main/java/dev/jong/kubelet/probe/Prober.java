package dev.jong.kubelet.probe;

import dev.jong.api.IntOrString;
import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.HTTPGetAction;
import dev.jong.api.core.v1.LifecycleHandler;
import dev.jong.api.core.v1.Probe;
import dev.jong.kubelet.runtime.Runtime;
import dev.jong.kubelet.runtime.RuntimeFailure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/// Makes single probes and runs single hooks, by exec, HTTP, TCP or gRPC.
public final class Prober {
    private static final Duration HOOK_HTTP = Duration.ofSeconds(30);
    private static final Duration FOR_EVER = Duration.ofHours(24);

    private final Runtime runtime;
    private final ProbeFigures figures;

    public Prober(Runtime runtime, ProbeFigures figures) {
        this.figures = figures;
        this.runtime = runtime;
    }

    /// Counts what becomes of probes.
    public ProbeFigures figures() {
        return figures;
    }

    /// A running container and where it can be reached; `address` empty where that is not known
    /// yet.
    public record Subject(String containerId, Container container, String address) {}

    public ProbeAnswer probe(Probe probe, Subject subject) {
        var timeout = Duration.ofSeconds(Math.max(1, probe.timeoutSeconds()));
        var exec = probe.exec();
        var http = probe.httpGet();
        var tcp = probe.tcpSocket();
        var grpc = probe.grpc();
        try {
            if (exec != null) {
                return exec(subject.containerId(), exec.command(), timeout);
            }
            if (!runtime.reachable()) {
                return new ProbeAnswer.Success();
            }
            if (http != null) {
                return http(http, subject, timeout);
            }
            if (tcp != null) {
                var host = Objects.requireNonNullElse(tcp.host(), "");
                return tcp(
                        host.isEmpty() ? subject.address() : host,
                        port(tcp.port(), subject.container()),
                        timeout);
            }
            if (grpc != null) {
                var service = Objects.requireNonNullElse(grpc.service(), "");
                return GrpcCheck.ask(subject.address(), grpc.port(), service, timeout);
            }
            return new ProbeAnswer.Broken(
                    "missing probe handler for " + subject.container().name());
        } catch (IllegalArgumentException e) {
            return new ProbeAnswer.Broken(String.valueOf(e.getMessage()));
        }
    }

    private ProbeAnswer exec(String containerId, List<String> command, Duration timeout) {
        try {
            var result = runtime.exec(containerId, command, timeout);
            return result.exitCode() == 0
                    ? new ProbeAnswer.Success()
                    : new ProbeAnswer.Failure(result.output());
        } catch (RuntimeFailure.TimedOut _) {
            return new ProbeAnswer.Failure(
                    "command timed out: \""
                            + String.join(" ", command)
                            + "\" timed out after "
                            + timeout.toSeconds()
                            + "s");
        } catch (RuntimeFailure e) {
            return new ProbeAnswer.Broken(e.getMessage());
        }
    }

    private static ProbeAnswer http(HTTPGetAction action, Subject subject, Duration timeout) {
        try {
            var answer =
                    HttpGet.get(url(action, subject), fields(action), "kube-probe/1.36", timeout);
            if (answer.status() >= 300 && answer.status() < 400) {
                return new ProbeAnswer.Warning(
                        "Probe terminated redirects, Response body: " + answer.body());
            }
            return answer.status() >= 200 && answer.status() < 400
                    ? new ProbeAnswer.Success()
                    : new ProbeAnswer.Failure(
                            "HTTP probe failed with statuscode: " + answer.status());
        } catch (IOException e) {
            return new ProbeAnswer.Failure(String.valueOf(e.getMessage()));
        }
    }

    private static List<HttpGet.Field> fields(HTTPGetAction action) {
        return action.httpHeaders().stream()
                .map(header -> new HttpGet.Field(header.name(), header.value()))
                .toList();
    }

    private static URI url(HTTPGetAction action, Subject subject) {
        var scheme =
                Objects.requireNonNullElse(action.scheme(), "HTTP")
                        .toLowerCase(java.util.Locale.ROOT);
        var named = Objects.requireNonNullElse(action.host(), "");
        var host = named.isEmpty() ? subject.address() : named;
        var path = Objects.requireNonNullElse(action.path(), "");
        var authority =
                (host.contains(":") ? "[" + host + "]" : host)
                        + ":"
                        + port(action.port(), subject.container());
        return URI.create(scheme + "://" + authority + (path.startsWith("/") ? path : "/" + path));
    }

    private static ProbeAnswer tcp(String host, int port, Duration timeout) {
        var dial = "dial tcp " + host + ":" + port + ": ";
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), (int) timeout.toMillis());
            return new ProbeAnswer.Success();
        } catch (SocketTimeoutException _) {
            return new ProbeAnswer.Failure(dial + "i/o timeout");
        } catch (IOException _) {
            return new ProbeAnswer.Failure(dial + "connect: connection refused");
        }
    }

    /// A port by number, or by the name that the container gives it.
    private static int port(IntOrString port, Container container) {
        return switch (port) {
            case IntOrString.OfInt(var number) -> number;
            case IntOrString.OfString(var name) ->
                    container.ports().stream()
                            .filter(each -> name.equals(each.name()))
                            .findFirst()
                            .map(each -> each.containerPort())
                            .orElseGet(() -> number(name));
        };
    }

    private static int number(String text) {
        if (!text.matches("\\d{1,5}")) {
            throw new IllegalArgumentException("couldn't find port: \"" + text + "\" in container");
        }
        return Integer.parseInt(text);
    }

    /// Runs a hook to its end; answers what went wrong, or the empty text.
    public String hook(LifecycleHandler hook, Subject subject, String pod) {
        var exec = hook.exec();
        var http = hook.httpGet();
        var sleep = hook.sleep();
        var where =
                "\" for Container \""
                        + subject.container().name()
                        + "\" in Pod \""
                        + pod
                        + "\" failed - error: ";
        if (exec != null) {
            return switch (exec(subject.containerId(), exec.command(), FOR_EVER)) {
                case ProbeAnswer.Failure(var output) ->
                        "Exec lifecycle hook ("
                                + exec.command()
                                + where.substring(1)
                                + "command failed, message: \""
                                + output
                                + "\"";
                case ProbeAnswer.Broken(var error) ->
                        "Exec lifecycle hook (" + exec.command() + where.substring(1) + error;
                case ProbeAnswer.Success(), ProbeAnswer.Warning(_) -> "";
            };
        }
        if (http != null) {
            return runtime.reachable() ? httpHook(http, subject, where) : "";
        }
        if (sleep != null) {
            try {
                Thread.sleep(Duration.ofSeconds(sleep.seconds()));
                return "";
            } catch (InterruptedException _) {
                return "container terminated before sleep hook finished";
            }
        }
        return "Cannot run handler: invalid handler";
    }

    private static String httpHook(HTTPGetAction action, Subject subject, String where) {
        try {
            HttpGet.get(url(action, subject), fields(action), "kube-lifecycle/1.36", HOOK_HTTP);
            return "";
        } catch (IOException | IllegalArgumentException e) {
            return "HTTP lifecycle hook ("
                    + action.path()
                    + ")"
                    + where.substring(1)
                    + e.getMessage();
        }
    }
}
