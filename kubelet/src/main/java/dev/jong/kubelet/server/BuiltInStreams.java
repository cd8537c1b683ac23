package dev.jong.kubelet.server;

import dev.jong.http.ByteStream;
import dev.jong.http.Headers;
import dev.jong.http.HttpExchange;
import dev.jong.http.spdy.SpdySession;
import dev.jong.kubelet.runtime.SimulatedProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// Serves exec and attach for processes that exist only in this program, by SPDY as
/// `v4.channel.k8s.io` says.
final class BuiltInStreams {
    private static final String PROTOCOL = "v4.channel.k8s.io";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private BuiltInStreams() {}

    static void serve(HttpExchange exchange, SimulatedProcess process) {
        var query = exchange.query();
        int wanted = 1;
        for (var name : new String[] {"input", "output", "error"}) {
            wanted += "1".equals(query.value(name)) || "true".equals(query.value(name)) ? 1 : 0;
        }
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
            var streams = new HashMap<String, ByteStream>();
            while (streams.size() < wanted) {
                var stream = session.accept(PATIENCE);
                if (stream.isEmpty()) {
                    return;
                }
                streams.put(stream.get().headers().value("streamtype"), stream.get());
            }
            run(process, streams);
        }
    }

    private static void run(SimulatedProcess process, Map<String, ByteStream> streams) {
        try {
            var stdin = streams.get("stdin");
            int code =
                    process.run(
                            stdin == null ? InputStream.nullInputStream() : stdin.input(),
                            output(streams, "stdout"),
                            output(streams, "stderr"));
            var error = streams.get("error");
            if (error != null) {
                error.output().write(status(code).getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException _) {
            // The client has gone; nobody is left to hear the answer.
        }
        streams.values().forEach(ByteStream::closeOutput);
    }

    private static OutputStream output(Map<String, ByteStream> streams, String name) {
        var stream = streams.get(name);
        return stream == null ? OutputStream.nullOutputStream() : stream.output();
    }

    private static String status(int code) {
        return code == 0
                ? "{\"metadata\":{},\"status\":\"Success\"}"
                : "{\"metadata\":{},\"status\":\"Failure\",\"message\":\"command terminated with non-zero exit code: exit status "
                        + code
                        + "\",\"reason\":\"NonZeroExitCode\",\"details\":{\"causes\":[{\"reason\":\"ExitCode\",\"message\":\""
                        + code
                        + "\"}]}}";
    }
}
