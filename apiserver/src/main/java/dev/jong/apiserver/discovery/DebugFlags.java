package dev.jong.apiserver.discovery;

import dev.jong.apiserver.route.Router;
import dev.jong.http.Headers;
import dev.jong.http.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.util.function.IntConsumer;

/// `/debug/flags/v`: whoever may write there changes how much is logged, as `--v` does.
public final class DebugFlags {
    private static final Headers PLAIN =
            Headers.of("Content-Type", "text/plain", "X-Content-Type-Options", "nosniff");
    private static final Headers PAGE = Headers.of("Content-Type", "text/html; charset=utf-8");
    private static final String INDEX =
            """
            <html>
            <head>
            <title>/debug/flags/</title>
            </head>
            <body>
            /debug/flags/<br>
            <br>
            flags:<br>
            <table>
            <tr>v<br>
            </table>
            <br>
            full flags configurable<br>
            </body>
            </html>
            """;

    private final IntConsumer verbosity;

    /// @param verbosity is told how much to log
    public DebugFlags(IntConsumer verbosity) {
        this.verbosity = verbosity;
    }

    public void addTo(Router router) {
        router.routeUnlisted("/debug/flags", (exchange, _) -> index(exchange));
        router.route("/debug/flags/", (exchange, _) -> index(exchange));
        router.routeUnlisted("/debug/flags/v", (exchange, _) -> verbosity(exchange));
    }

    private static void index(HttpExchange exchange) {
        exchange.answer(200, PAGE, INDEX.getBytes(StandardCharsets.UTF_8));
    }

    private void verbosity(HttpExchange exchange) {
        if (!exchange.method().equals("PUT")) {
            answer(exchange, 406, "unsupported http method");
            return;
        }
        var text = new String(exchange.bodyBytes(), StandardCharsets.UTF_8);
        int level;
        try {
            level = Integer.parseUnsignedInt(text);
            if (text.startsWith("+") || level < 0) {
                throw new NumberFormatException("not klog's");
            }
        } catch (NumberFormatException _) {
            answer(exchange, 400, "strconv.ParseUint: parsing \"" + text + "\": invalid syntax");
            return;
        }
        verbosity.accept(level);
        answer(exchange, 200, "successfully set klog.logging.verbosity to " + text);
    }

    private static void answer(HttpExchange exchange, int status, String text) {
        exchange.answer(status, PLAIN, text.getBytes(StandardCharsets.UTF_8));
    }
}
