package dev.jong.http;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;

/// How long the parts of an HTTP/1.1 request may be.
final class Http1Limits {
    static final HttpDecoderConfig DECODER =
            new HttpDecoderConfig()
                    .setMaxInitialLineLength(128 << 10)
                    .setMaxHeaderSize(1 << 20)
                    .setMaxChunkSize(64 << 10);

    private Http1Limits() {}

    /// What a request that the decoder refused is answered with.
    static int statusOf(Throwable refusal) {
        return switch (refusal) {
            case TooLongHttpLineException _ -> 414;
            case TooLongHttpHeaderException _ -> 431;
            default -> 400;
        };
    }
}
