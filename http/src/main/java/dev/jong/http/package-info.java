/// HTTP/1.1, HTTP/2, WebSocket and SPDY on Netty: no Kubernetes in it.
@NullMarked
package dev.jong.http;

import org.jspecify.annotations.NullMarked;
