package dev.jong.apiserver.wire;

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

    /// A body with fields that its kind does not have.
    public static final class Violated extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Violated(List<String> problems) {
            super("strict decoding error: " + String.join(", ", problems), null, true, false);
        }
    }

    /// Warns the client.
    ///
    /// @throws Violated when they are not to be borne
    public void report(List<String> problems) {
        if (problems.isEmpty() || this == IGNORE) {
            return;
        }
        if (this == STRICT) {
            throw new Violated(problems);
        }
        var warnings = RequestContext.current().warnings();
        problems.forEach(warnings::add);
    }
}
