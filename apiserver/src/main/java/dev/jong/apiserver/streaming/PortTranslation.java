package dev.jong.apiserver.streaming;

import dev.jong.http.Headers;
import dev.jong.http.HttpException;
import dev.jong.http.spdy.SpdySession;
import dev.jong.http.spdy.SpdyStream;
import dev.jong.http.websocket.WebSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Port forwarding in a WebSocket's channels: for each port one for its data and one for its error,
/// both begun with the port's number.
final class PortTranslation {
    private final WebSocket socket;
    private final ChannelProtocol protocol;
    private final SpdySession session;
    private final List<Integer> ports;
    private final String pod;

    PortTranslation(
            WebSocket socket,
            ChannelProtocol protocol,
            SpdySession session,
            List<Integer> ports,
            String pod) {
        this.socket = socket;
        this.protocol = protocol;
        this.session = session;
        this.ports = List.copyOf(ports);
        this.pod = pod;
    }

    /// Returns when the client or the kubelet has gone.
    void run() {
        try {
            var data = new ArrayList<SpdyStream>();
            for (var i = 0; i < ports.size(); i++) {
                var port = ports.get(i);
                var number = new byte[] {(byte) port.intValue(), (byte) (port >> 8)};
                protocol.send(socket, 2 * i, number);
                protocol.send(socket, 2 * i + 1, number);
                var error = session.open(headers("error", port, i));
                error.closeOutput();
                data.add(session.open(headers("data", port, i)));
                copy(data.getLast(), 2 * i);
                copy(error, 2 * i + 1);
            }
            for (var message = socket.receive(); message.isPresent(); message = socket.receive()) {
                var frame = protocol.read(message.get());
                if (frame.channel() % 2 == 0
                        && frame.channel() / 2 < data.size()
                        && frame.payload().length > 0) {
                    data.get(frame.channel() / 2).output().write(frame.payload());
                }
            }
        } catch (HttpException | IOException | IllegalArgumentException _) {
            // one of the two sides has gone: so goes the other
        } finally {
            session.close();
            socket.close();
        }
    }

    private static Headers headers(String type, int port, int request) {
        return Headers.of(
                "streamtype",
                type,
                "port",
                Integer.toString(port),
                "requestid",
                Integer.toString(request));
    }

    private void copy(SpdyStream from, int channel) {
        var _ =
                Thread.ofVirtual()
                        .name("portforward-" + pod + "-" + channel)
                        .start(() -> {
                            var piece = new byte[32 << 10];
                            try {
                                var in = from.input();
                                for (var count = in.read(piece);
                                        count >= 0;
                                        count = in.read(piece)) {
                                    protocol.send(socket, channel, piece, 0, count);
                                }
                            } catch (HttpException | IOException _) {
                                session.close();
                            }
                        });
    }
}
