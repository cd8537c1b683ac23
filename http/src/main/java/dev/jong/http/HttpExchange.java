package dev.jong.http;

import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// One request and its answer. Used by the one thread that handles it, except where said.
///
/// Exactly one of [#answer(int, Headers, byte[])], [#stream(int, Headers)] and [#upgrade(Headers)]
/// is called, once. They set `Date`, the length or the transfer coding, and what the connection
/// needs; for HEAD the body is left out.
public interface HttpExchange {
    /// In upper case as sent: `GET`.
    String method();

    /// The path, decoded: `/api/v1/pods`.
    String path();

    /// The path as sent.
    String rawPath();

    /// The query as sent, without `?`; "" if there is none.
    String rawQuery();

    Query query();

    /// Includes `Host` also for HTTP/2.
    Headers headers();

    /// `HTTP/1.1` or `HTTP/2.0`.
    String protocol();

    boolean secure();

    InetSocketAddress remote();

    InetSocketAddress local();

    /// What the client showed in the handshake; empty if it showed nothing or there is no TLS.
    Optional<PeerCertificates> peer();

    /// The body, to be read once. Reading past the limit throws [BodyTooLargeException], a client
    /// that goes away throws [DisconnectedException].
    InputStream body();

    /// The body without a limit, for handlers that pass it on. Blocks the client while it is not
    /// read.
    InputStream unlimitedBody();

    /// The whole body, at most the limit.
    byte[] bodyBytes();

    /// Whether an answer has begun.
    boolean answered();

    /// The answer's status; 0 while there is none.
    int status();

    /// How many bytes of the answer's body have been written.
    long written();

    /// Adds a field to whatever answer will be given. Before the answer.
    void addHeader(String name, String value);

    /// Answers whole. The array must not change afterwards.
    void answer(int status, Headers headers, byte[] body);

    default void answer(int status, Headers headers) {
        answer(status, headers, new byte[0]);
    }

    default void answerText(int status, String text) {
        answer(
                status,
                Headers.of("Content-Type", "text/plain; charset=utf-8"),
                text.getBytes(StandardCharsets.UTF_8));
    }

    /// Answers whole from pieces that are sent one after the other without being joined, and must
    /// not change afterwards.
    void answer(int status, Headers headers, List<byte[]> pieces);

    /// Begins an answer whose body is written piece by piece. The headers go out with the first
    /// flush.
    ResponseStream stream(int status, Headers headers);

    /// Whether the client asks to switch to `protocol` (without case), as HTTP/1.1 does it.
    default boolean wantsUpgrade(String protocol) {
        return headers().hasToken("Connection", "upgrade")
                && headers().hasToken("Upgrade", protocol);
    }

    /// Answers 101 with `headers` (which name the new protocol in `Upgrade`) and gives up the
    /// connection for its bytes. HTTP/1.1 only: [ProtocolException] otherwise. The stream outlives
    /// the handler's return; whoever has it closes it.
    ByteStream upgrade(Headers headers);

    /// Whether the client is still there, as far as we know. Any thread.
    boolean connected();

    /// Runs `action` once when the client goes away or resets this stream before the answer is
    /// complete; at once if it already has. `action` must not block: it is called on an I/O thread.
    /// Any thread.
    void onDisconnect(Runnable action);
}
