package dev.jong.apiserver.chain;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.jong.apiserver.config.InvalidConfiguration;
import dev.jong.apiserver.config.ServerFlags;
import dev.jong.http.Headers;
import dev.jong.http.HttpHandler;
import java.util.ArrayList;
import java.util.List;

/// Lets scripts of pages from certain other places read what is answered (`--cors-allowed-origins`,
/// the Fetch standard's CORS protocol).
///
/// @param origins regular expressions, one of which is to be found in the `Origin` header
public record Cors(List<Pattern> origins) {
    private static final String FLAG = "cors-allowed-origins";

    public Cors {
        origins = List.copyOf(origins);
    }

    /// @throws InvalidConfiguration for an expression that is none, or that does not say where the
    ///   host's name begins and ends: `example.com` would allow `example.com.other.org`
    public static Cors of(ServerFlags flags) {
        var wrong = new ArrayList<String>();
        var origins = new ArrayList<Pattern>();
        for (var origin : flags.parts(FLAG)) {
            if (origin.isEmpty()) {
                wrong.add("empty value in --" + FLAG);
                continue;
            }
            try {
                origins.add(Pattern.compile(origin));
                if (!pinned(origin)) {
                    wrong.add(
                            invalid(
                                    "regular expression does not pin to start/end of host in the"
                                            + " origin header"));
                }
            } catch (PatternSyntaxException e) {
                wrong.add(invalid(String.valueOf(e.getMessage())));
            }
        }
        InvalidConfiguration.throwIfAny(wrong);
        return new Cors(origins);
    }

    private static boolean pinned(String origin) {
        return (origin.contains("^") || origin.contains("//"))
                && (origin.contains("$") || origin.contains(":"));
    }

    private static String invalid(String why) {
        return "--" + FLAG + " has an invalid regular expression: " + why;
    }

    /// The same handler, which does not see what browsers ask beforehand.
    public HttpHandler around(HttpHandler handler) {
        return origins.isEmpty()
                ? handler
                : exchange -> {
                    var origin = exchange.headers().value("Origin");
                    if (origin.isEmpty() || !allows(origin)) {
                        handler.handle(exchange);
                        return;
                    }
                    exchange.addHeader("Access-Control-Allow-Origin", origin);
                    exchange.addHeader(
                            "Access-Control-Allow-Methods",
                            "POST, GET, OPTIONS, PUT, DELETE, PATCH");
                    exchange.addHeader(
                            "Access-Control-Allow-Headers",
                            "Content-Type, Content-Length, Accept-Encoding, X-CSRF-Token,"
                                    + " Authorization, X-Requested-With, If-Modified-Since");
                    exchange.addHeader("Access-Control-Expose-Headers", "Date");
                    exchange.addHeader("Access-Control-Allow-Credentials", "true");
                    if (exchange.method().equals("OPTIONS")) {
                        exchange.answer(204, Headers.EMPTY);
                    } else {
                        handler.handle(exchange);
                    }
                };
    }

    private boolean allows(String origin) {
        return origins.stream().anyMatch(each -> each.matcher(origin).find());
    }
}
