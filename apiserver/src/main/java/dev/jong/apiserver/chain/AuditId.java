package dev.jong.apiserver.chain;

import dev.jong.http.HttpExchange;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/// What names a request in audit logs: given by the client, or made up.
final class AuditId {
    static final String HEADER = "Audit-Id";

    private static final long VERSION_4 = 0x4000L;
    private static final long VERSION_BITS = 0xF000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final long VARIANT_BITS = 0xC000_0000_0000_0000L;

    private AuditId() {}

    static String of(HttpExchange exchange) {
        var given = exchange.headers().value(HEADER);
        return given.isEmpty() ? random() : given;
    }

    /// Every request has one, so it is made of cheap numbers: it is a name, not a secret.
    private static String random() {
        var numbers = ThreadLocalRandom.current();
        return new UUID(
                        (numbers.nextLong() & ~VERSION_BITS) | VERSION_4,
                        (numbers.nextLong() & ~VARIANT_BITS) | VARIANT)
                .toString();
    }
}
