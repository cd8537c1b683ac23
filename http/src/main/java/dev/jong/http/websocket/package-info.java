/// WebSocket (RFC 6455) over any byte stream.
@NullMarked
package dev.jong.http.websocket;

import org.jspecify.annotations.NullMarked;
