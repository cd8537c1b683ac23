package dev.jong.kubelet.server;

import dev.jong.http.Headers;
import dev.jong.http.HttpException;
import dev.jong.http.HttpExchange;
import dev.jong.http.spdy.SpdySession;
import dev.jong.http.spdy.SpdyStream;
import dev.jong.kubelet.runtime.SimulatedProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/// Serves ports behind which stands a process that exists only in this program, by SPDY as
/// `portforward.k8s.io` says: every connection is a pair of streams, one for its data and one for
/// its error.
final class BuiltInPorts {
    private static final String PROTOCOL = "portforward.k8s.io";

    /// As long as upstream's kubelets wait for the next connection.
    private static final Duration IDLE = Duration.ofHours(4);

    private BuiltInPorts() {}

    static void serve(HttpExchange exchange, SimulatedProcess process) {
        var connection =
                exchange.upgrade(
                        Headers.of(
                                "Connection",
                                "Upgrade",
                                "Upgrade",
                                "SPDY/3.1",
                                "X-Stream-Protocol-Version",
                                PROTOCOL));
        try (var session = SpdySession.server(connection)) {
            for (var next = session.accept(IDLE); next.isPresent(); next = session.accept(IDLE)) {
                var stream = next.get();
                if ("data".equals(stream.headers().value("streamtype"))) {
                    Thread.ofVirtual()
                            .name("port-" + exchange.path())
                            .start(() -> run(process, stream));
                } else {
                    stream.closeOutput(); // nothing goes wrong here
                }
            }
        }
    }

    private static void run(SimulatedProcess process, SpdyStream data) {
        try {
            process.run(data.input(), data.output(), OutputStream.nullOutputStream());
            data.closeOutput();
        } catch (IOException | HttpException _) {
            // The client has gone; nobody is left to hear the answer.
        }
    }
}
