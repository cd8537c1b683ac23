package dev.jong.apiserver.audit;

import dev.jong.api.errors.ApiException;
import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.authentication.Identity;
import dev.jong.apiserver.authentication.Impersonation;
import dev.jong.apiserver.request.AuditAnnotations;
import dev.jong.apiserver.request.Layer;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.request.User;
import dev.jong.http.HttpException;
import dev.jong.http.HttpExchange;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Watches requests and tells of them what the policy says.
public final class Auditing implements AutoCloseable {
    private static final User NOBODY = User.of("", List.of());

    private final Optional<AuditPolicy> policy;
    private final List<AuditSink> sinks;
    private final AuditFigures figures;
    private final InstantSource clock;

    /// @param policy empty when nothing is told
    Auditing(
            Optional<AuditPolicy> policy,
            List<AuditSink> sinks,
            AuditFigures figures,
            InstantSource clock) {
        this.policy = policy;
        this.sinks = List.copyOf(sinks);
        this.figures = figures;
        this.clock = clock;
    }

    /// What is done in the course of a request.
    public interface Serving {
        /// @param exchange to be used instead of the one that was given
        /// @param annotations where plugins put what they want to be told
        /// @param impersonated to be told when somebody acts as somebody else
        void serve(
                HttpExchange exchange,
                AuditAnnotations annotations,
                Consumer<Impersonation.Acting> impersonated);
    }

    /// Serves a request and tells of it.
    ///
    /// @param identified who asks
    /// @param nanos that it took to find out
    public void watch(
            HttpExchange exchange,
            RequestInfo info,
            Identity.Known identified,
            long nanos,
            String id,
            Serving serving) {
        var annotations = new AuditAnnotations();
        identified.notes().forEach(annotations::put);
        var started = start(exchange, info, identified.user(), id, info.isLong(), annotations);
        if (started.isEmpty()) {
            serving.serve(exchange, annotations, _ -> {});
            return;
        }
        annotations.measure();
        annotations.took(Layer.AUTHENTICATION, nanos);
        var request = started.get();
        var audited = new AuditedExchange(exchange, request);
        if (!request.received()) {
            figures.rejected().add(1);
            throw ApiException.internal("failed to store audit event");
        }
        try {
            serving.serve(audited, annotations, request::impersonating);
        } catch (ApiException | HttpException e) {
            request.complete(audited);
            throw e;
        } catch (RuntimeException e) {
            request.panicked(audited, e);
            throw e;
        }
        request.complete(audited);
    }

    /// Refuses a request whose sender is not known, and tells of it.
    ///
    /// @param found why he is not known
    public void unauthenticated(
            HttpExchange exchange,
            RequestInfo info,
            Identity found,
            String id,
            Consumer<HttpExchange> refusing) {
        var annotations = new AuditAnnotations();
        if (found instanceof Identity.Refused refused) {
            refused.notes().forEach(annotations::put);
        }
        var started = start(exchange, info, NOBODY, id, true, annotations);
        if (started.isEmpty()) {
            refusing.accept(exchange);
            return;
        }
        started.get().unauthenticated(attempted(exchange));
        refusing.accept(new AuditedExchange(exchange, started.get()));
    }

    private static String attempted(HttpExchange exchange) {
        var methods = new ArrayList<String>();
        var header = exchange.headers().value("Authorization");
        if (header.regionMatches(true, 0, "Basic ", 0, "Basic ".length())) {
            methods.add("basic");
        }
        if (header.regionMatches(true, 0, "Bearer ", 0, "Bearer ".length())) {
            methods.add("bearer");
        }
        if (exchange.query().has("access_token")) {
            methods.add("access_token");
        }
        if (exchange.peer().isPresent()) {
            methods.add("x509");
        }
        return methods.isEmpty()
                ? "Authentication failed, no credentials provided"
                : "Authentication failed, attempted: " + String.join(", ", methods);
    }

    private Optional<AuditedRequest> start(
            HttpExchange exchange,
            RequestInfo info,
            User user,
            String id,
            boolean isLong,
            AuditAnnotations annotations) {
        if (policy.isEmpty() || sinks.isEmpty()) {
            return Optional.empty();
        }
        var verdict = policy.get().of(user, info);
        figures.levels().with(verdict.level().text()).add(1);
        return verdict.level() == Level.NONE
                ? Optional.empty()
                : Optional.of(
                        new AuditedRequest(this, verdict, info, isLong, annotations, clock)
                                .of(exchange, user, id));
    }

    boolean tell(JsonObject event) {
        figures.events().add(1);
        boolean told = true;
        for (var sink : sinks) {
            told &= sink.take(List.of(event));
        }
        return told;
    }

    @Override
    public void close() {
        sinks.forEach(AuditSink::close);
    }
}
