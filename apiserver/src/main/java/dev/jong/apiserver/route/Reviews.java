package dev.jong.apiserver.route;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.apiserver.registry.Ownership;
import dev.jong.apiserver.registry.Resource;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.wire.Accepted;
import dev.jong.apiserver.wire.Answers;
import dev.jong.apiserver.wire.Body;
import java.time.InstantSource;
import java.util.function.BiFunction;

/// Answers objects that ask something and are stored nowhere. Who asked owns the fields that he
/// wrote, as if they were.
public final class Reviews {
    private final InstantSource clock;

    public Reviews(InstantSource clock) {
        this.clock = clock;
    }

    /// @param answer what comes back for what was asked
    public <T extends KubernetesObject> RequestHandler of(
            Kind<T> kind, BiFunction<T, RequestInfo, T> answer) {
        var ownership = new Ownership<>(Resource.of(kind).build(), clock);
        return (exchange, info) -> {
            var accepted = Accepted.of(exchange);
            var options = Queries.write(exchange);
            var asked = ownership.created(Body.read(exchange, kind), options);
            Answers.object(exchange, 201, answer.apply(asked, info), accepted);
        };
    }
}
