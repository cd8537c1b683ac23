package dev.jong.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;

/// Writes the heads of HTTP/1.1 answers.
final class Http1Head {
    private static final byte[] VERSION = "HTTP/1.1 ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OK = "200 OK\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CHUNKED =
            "Transfer-Encoding: chunked\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CLOSE = "Connection: close\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] KEEP =
            "Connection: keep-alive\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LENGTH = "Content-Length: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATE = "Date: ".getBytes(StandardCharsets.US_ASCII);

    private Http1Head() {}

    static void status(ByteBuf to, int status) {
        to.writeBytes(VERSION);
        if (status == 200) {
            to.writeBytes(OK);
        } else {
            ascii(to, status + " " + HttpResponseStatus.valueOf(status).reasonPhrase() + "\r\n");
        }
    }

    /// The fields a handler gave; those that frame the message are ours, save a length when
    /// `ownLength` is not given.
    static void fields(ByteBuf to, Headers headers, boolean keepLength, boolean keepConnection) {
        headers.forEach((name, value) -> {
            if (name.equalsIgnoreCase("Transfer-Encoding")
                    || (!keepConnection && name.equalsIgnoreCase("Connection"))
                    || (!keepLength && name.equalsIgnoreCase("Content-Length"))) {
                return;
            }
            clean(to, name);
            to.writeByte(':').writeByte(' ');
            clean(to, value);
            to.writeByte('\r').writeByte('\n');
        });
    }

    static void date(ByteBuf to, String date) {
        to.writeBytes(DATE);
        ascii(to, date);
        to.writeByte('\r').writeByte('\n');
    }

    static void length(ByteBuf to, long length) {
        to.writeBytes(LENGTH);
        ascii(to, Long.toString(length));
        to.writeByte('\r').writeByte('\n');
    }

    static void chunked(ByteBuf to) {
        to.writeBytes(CHUNKED);
    }

    /// Says what HTTP/1.1 does not take for granted, or HTTP/1.0.
    static void connection(ByteBuf to, boolean keep, boolean oldClient) {
        if (!keep) {
            to.writeBytes(CLOSE);
        } else if (oldClient) {
            to.writeBytes(KEEP);
        }
    }

    static void end(ByteBuf to) {
        to.writeByte('\r').writeByte('\n');
    }

    static void ascii(ByteBuf to, String text) {
        var _ = to.writeCharSequence(text, StandardCharsets.US_ASCII);
    }

    /// UTF-8 without line ends, so that no value can begin a field of its own.
    private static void clean(ByteBuf to, String text) {
        var safe =
                text.indexOf('\n') < 0 && text.indexOf('\r') < 0
                        ? text
                        : text.replaceAll("[\r\n]", " ");
        var _ = to.writeCharSequence(safe, StandardCharsets.UTF_8);
    }
}
