package dev.jong.apiserver.wire;

import dev.jong.api.errors.ApiException;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.http.HttpExchange;
import java.util.List;

/// What becomes of unknown and duplicate fields (`fieldValidation`); other values of it are refused
/// with the other options.
public enum Strictness {
    IGNORE,
    WARN,
    STRICT;

    public static Strictness of(HttpExchange exchange) {
        var asked = exchange.query().value("fieldValidation");
        return switch (asked) {
            case "Ignore" -> IGNORE;
            case "Strict" -> STRICT;
            default -> WARN;
        };
    }

    boolean silent() {
        return this == IGNORE;
    }

    /// Warns the client or refuses its body.
    public void report(List<String> problems) {
        report(problems, "");
    }

    /// @param before goes before a refusal
    void report(List<String> problems, String before) {
        if (problems.isEmpty() || this == IGNORE) {
            return;
        }
        if (this == STRICT) {
            throw ApiException.badRequest(
                    before + "strict decoding error: " + String.join(", ", problems));
        }
        var warnings = RequestContext.current().warnings();
        problems.forEach(warnings::add);
    }
}
