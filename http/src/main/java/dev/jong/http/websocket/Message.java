package dev.jong.http.websocket;

/// One message of a WebSocket.
public sealed interface Message {
    /// Arrays are handed over: nobody else uses them.
    @SuppressWarnings("ArrayRecordComponent") // nobody compares messages
    record Binary(byte[] bytes) implements Message {}

    record Text(String text) implements Message {}
}
