package dev.jong.apiserver.streaming;

import dev.jong.api.GoText;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.errors.ApiException;
import dev.jong.apiserver.authorization.Attributes;
import dev.jong.apiserver.authorization.Authorizer;
import dev.jong.apiserver.authorization.Forbidden;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.route.RequestHandler;
import dev.jong.http.Headers;
import dev.jong.http.HttpExchange;
import dev.jong.http.Pump;
import dev.jong.http.Query;
import dev.jong.http.client.Backend;
import dev.jong.http.spdy.SpdySession;
import dev.jong.http.websocket.WebSocket;
import dev.jong.http.websocket.WebSocketStream;
import java.util.List;
import java.util.Set;

/// `pods/exec`, `pods/attach` and `pods/portforward`. SPDY goes to the kubelet as it comes;
/// WebSocket is translated to SPDY.
public final class PodStreams {
    private static final String PROTOCOL_HEADER = "X-Stream-Protocol-Version";
    private static final String TUNNEL = "SPDY/3.1+";
    private static final String PORT_FORWARD = "portforward.k8s.io";
    private static final Set<String> OVER = Set.of("Succeeded", "Failed");

    private static final int PORT_DIGITS = 5;

    private final Kubelets kubelets;
    private final Authorizer authorizer;

    public PodStreams(Kubelets kubelets, Authorizer authorizer) {
        this.kubelets = kubelets;
        this.authorizer = authorizer;
    }

    public RequestHandler exec() {
        return (exchange, info) -> command(exchange, info, "exec");
    }

    public RequestHandler attach() {
        return (exchange, info) -> command(exchange, info, "attach");
    }

    public RequestHandler portForward() {
        return this::forwardPorts;
    }

    private void command(HttpExchange exchange, RequestInfo info, String path) {
        checkMayCreate(exchange, info);
        var pod = kubelets.pod(info.namespace(), info.name());
        var phase = pod.status().phase();
        if (phase != null && OVER.contains(phase)) {
            throw ApiException.badRequest(
                    "cannot "
                            + path
                            + (path.equals("exec") ? " into" : " to")
                            + " a container in a completed pod; current phase is "
                            + phase);
        }
        var container = Containers.choose(pod, info.query().value("container"));
        var kubelet = kubelets.of(pod);
        var options = CommandOptions.of(info.query());
        var target =
                "/"
                        + path
                        + "/"
                        + info.namespace()
                        + "/"
                        + info.name()
                        + "/"
                        + container
                        + options.parameters();
        if (!WebSocket.wanted(exchange)) {
            passUpgrade(exchange, kubelet, target);
            return;
        }
        var protocol = ChannelProtocol.negotiate(exchange);
        var backend = connect(kubelet, target, "v4.channel.k8s.io");
        var socket = WebSocket.accept(exchange, protocol.name(), Headers.EMPTY);
        new CommandTranslation(socket, protocol, backend, options).run();
    }

    /// A GET that opens a WebSocket does what a POST does, so it needs the same permission.
    private void checkMayCreate(HttpExchange exchange, RequestInfo info) {
        if (info.verb().equals("get") && WebSocket.wanted(exchange)) {
            var attributes = Attributes.of(RequestContext.current().user(), info).as("create");
            var decision = authorizer.decide(attributes);
            if (!decision.allowed()) {
                throw Forbidden.of(attributes, decision.reason());
            }
        }
    }

    private void forwardPorts(HttpExchange exchange, RequestInfo info) {
        checkMayCreate(exchange, info);
        var ports = ports(info.query());
        var pod = kubelets.pod(info.namespace(), info.name());
        var kubelet = kubelets.of(pod);
        var target = "/portForward/" + info.namespace() + "/" + info.name();
        if (!WebSocket.wanted(exchange)) {
            passUpgrade(exchange, kubelet, target);
        } else if (WebSocket.offered(exchange).contains(TUNNEL + PORT_FORWARD)) {
            tunnel(exchange, kubelet, target);
        } else {
            forwardPortsInChannels(exchange, kubelet, target, pod, ports);
        }
    }

    /// SPDY inside a WebSocket's binary messages.
    private static void tunnel(HttpExchange exchange, Backend kubelet, String target) {
        var answer = PodLogs.ask(() -> kubelet.send("POST", target, spdy(PORT_FORWARD)));
        if (answer.status() != 101) {
            try (answer) {
                PodLogs.refuseIfFailed(answer);
                throw ApiException.internal(
                        "the kubelet did not upgrade the connection: " + answer.status());
            }
        }
        var socket = WebSocket.accept(exchange, TUNNEL + PORT_FORWARD, Headers.EMPTY);
        Pump.between("portforward", new WebSocketStream(socket), answer.stream());
    }

    private void forwardPortsInChannels(
            HttpExchange exchange, Backend kubelet, String target, Pod pod, List<Integer> ports) {
        var protocol = ChannelProtocol.negotiatePorts(exchange);
        for (int port : ports) {
            if (port == 0) {
                throw ApiException.badRequest("port \"0\" must be > 0");
            }
        }
        if (ports.isEmpty()) {
            throw ApiException.badRequest("query parameter \"port\" is required");
        }
        var session = connect(kubelet, target, PORT_FORWARD);
        var socket = WebSocket.accept(exchange, protocol.name(), Headers.EMPTY);
        new PortTranslation(socket, protocol, session, ports, String.valueOf(pod.metadata().name()))
                .run();
    }

    private static List<Integer> ports(Query query) {
        return query.all("ports").stream()
                .flatMap(text -> List.of(text.split(",", -1)).stream())
                .map(PodStreams::port)
                .toList();
    }

    private static int port(String text) {
        boolean number = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (number && text.length() <= PORT_DIGITS && Integer.parseInt(text) < 1 << 16) {
            return Integer.parseInt(text);
        }
        throw ApiException.badRequest(
                "cannot convert to []int32: strconv.ParseUint: parsing "
                        + GoText.quote(text)
                        + (number ? ": value out of range" : ": invalid syntax"));
    }

    private static Headers spdy(String protocol) {
        return Headers.of(
                "Connection", "Upgrade", "Upgrade", "SPDY/3.1", PROTOCOL_HEADER, protocol);
    }

    private static SpdySession connect(Backend kubelet, String target, String protocol) {
        var answer = PodLogs.ask(() -> kubelet.send("POST", target, spdy(protocol)));
        if (answer.status() != 101) {
            try (answer) {
                PodLogs.refuseIfFailed(answer);
                throw ApiException.internal(
                        "the kubelet did not upgrade the connection: " + answer.status());
            }
        }
        return SpdySession.client(answer.stream());
    }

    /// Hands the client's request on to the kubelet, and then bytes both ways.
    private static void passUpgrade(HttpExchange exchange, Backend kubelet, String target) {
        if (!exchange.wantsUpgrade("SPDY/3.1")) {
            throw ApiException.badRequest("Upgrade request required");
        }
        var headers = Headers.builder().add("Connection", "Upgrade").add("Upgrade", "SPDY/3.1");
        exchange.headers()
                .all(PROTOCOL_HEADER)
                .forEach(value -> headers.add(PROTOCOL_HEADER, value));
        var answer = PodLogs.ask(() -> kubelet.send("POST", target, headers.build()));
        if (answer.status() != 101) {
            try (answer) {
                PodLogs.refuseIfFailed(answer);
                throw ApiException.internal(
                        "the kubelet did not upgrade the connection: " + answer.status());
            }
        }
        Pump.between("spdy", exchange.upgrade(answer.headers()), answer.stream());
    }
}
