package dev.jong.http;

final class NettyServer {
    private NettyServer() {}

    static HttpServer start(HttpServerConfig config, HttpHandler handler) {
        throw new ProtocolException("under construction: " + config.name() + handler);
    }
}
