package dev.jong.apiserver.audit;

import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import dev.jong.http.HttpExchange;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/// Where a request came from, as it says itself and as we see it.
final class Sources {
    private static final int LONGEST_AGENT = 1024;

    private Sources() {}

    /// The addresses in `X-Forwarded-For`, then that in `X-Real-Ip`, then the connection's own,
    /// each unless it is the last one already. Only the last cannot be made up by the client.
    static JsonArray of(HttpExchange exchange) {
        var addresses = new ArrayList<String>();
        for (var forwarded : exchange.headers().all("X-Forwarded-For")) {
            for (var part : forwarded.split(",", -1)) {
                add(addresses, part.strip());
            }
        }
        var real = exchange.headers().value("X-Real-Ip").strip();
        if (!addresses.contains(real)) {
            add(addresses, real);
        }
        var remote = exchange.remote().getAddress();
        if (remote != null) {
            var text = remote.getHostAddress();
            if (addresses.isEmpty() || !addresses.getLast().equals(text)) {
                addresses.add(text);
            }
        }
        return new JsonArray(
                List.copyOf(addresses.stream().<JsonValue>map(JsonText::new).toList()));
    }

    private static void add(List<String> addresses, String text) {
        if (text.isEmpty()) {
            return;
        }
        try {
            addresses.add(InetAddress.ofLiteral(text).getHostAddress());
        } catch (IllegalArgumentException _) {
            // no address, so nothing that could be told
        }
    }

    static String userAgent(HttpExchange exchange) {
        var agent = exchange.headers().value("User-Agent");
        return agent.length() > LONGEST_AGENT
                ? agent.substring(0, LONGEST_AGENT) + "...TRUNCATED"
                : agent;
    }
}
