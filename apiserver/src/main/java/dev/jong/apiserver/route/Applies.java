package dev.jong.apiserver.route;

import dev.jong.api.KubernetesObject;
import dev.jong.api.errors.ApiException;
import dev.jong.apiserver.registry.Verbs;
import dev.jong.apiserver.registry.WriteOptions;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.wire.Accepted;
import dev.jong.http.HttpExchange;
import java.time.InstantSource;

/// Server-side apply.
final class Applies {
    private Applies() {}

    static <T extends KubernetesObject> void apply(
            HttpExchange exchange,
            RequestInfo info,
            Verbs<T> verbs,
            Patching patching,
            WriteOptions options,
            Accepted accepted,
            InstantSource clock) {
        throw ApiException.badRequest(
                "apply is not served: "
                        + info.path()
                        + options
                        + accepted
                        + patching
                        + clock.instant()
                        + exchange.method()
                        + verbs.resource().prefix());
    }
}
