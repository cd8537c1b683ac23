package dev.jong.http;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What all connections of one server share: who answers, within which limits; and the virtual
/// threads it happens on.
final class Server {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    /// The `Date` field's value during one second.
    private record Date(long second, String text) {}

    private final HttpServerConfig config;
    private final HttpHandler handler;
    private final InstantSource clock;
    private final InFlight inFlight = new InFlight();
    private volatile Date date = new Date(0, "");
    private volatile boolean closing;

    Server(HttpServerConfig config, HttpHandler handler, InstantSource clock) {
        this.config = config;
        this.handler = handler;
        this.clock = clock;
    }

    HttpServerConfig.Limits limits() {
        return config.limits();
    }

    InFlight inFlight() {
        return inFlight;
    }

    boolean closing() {
        return closing;
    }

    void closeSoon() {
        closing = true;
    }

    /// Now, as `Date` says it.
    String date() {
        var second = clock.millis() / 1000;
        var known = date;
        if (known.second != second) {
            known = new Date(second, HTTP_DATE.format(Instant.ofEpochSecond(second)));
            date = known;
        }
        return known.text;
    }

    /// Handles `exchange` on a virtual thread of its own.
    void dispatch(NettyExchange exchange) {
        inFlight.enter();
        Thread.ofVirtual()
                .name(config.name() + " " + exchange.method() + " " + exchange.rawPath())
                .start(() -> handle(exchange));
    }

    private void handle(NettyExchange exchange) {
        try {
            handler.handle(exchange);
            exchange.handled();
        } catch (BodyTooLargeException e) {
            exchange.refuse(413, e.getMessage());
        } catch (ProtocolException e) {
            exchange.refuse(400, e.getMessage());
        } catch (DisconnectedException _) {
            exchange.abandon();
        } catch (RuntimeException | Error e) {
            if (exchange.connected()) {
                LOG.error("handling {} {} failed", exchange.method(), exchange.rawPath(), e);
            }
            exchange.refuse(500, "internal error");
            if (e instanceof VirtualMachineError fatal) {
                throw fatal;
            }
        } finally {
            exchange.answerBegun();
        }
    }
}
