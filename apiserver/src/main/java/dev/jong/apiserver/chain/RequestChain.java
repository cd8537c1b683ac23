package dev.jong.apiserver.chain;

import dev.jong.api.errors.ApiException;
import dev.jong.apiserver.audit.Auditing;
import dev.jong.apiserver.authentication.Authentication;
import dev.jong.apiserver.authentication.Identity;
import dev.jong.apiserver.authentication.Impersonation;
import dev.jong.apiserver.authentication.LegacyTokens;
import dev.jong.apiserver.authorization.Attributes;
import dev.jong.apiserver.authorization.Authorizer;
import dev.jong.apiserver.authorization.Decision;
import dev.jong.apiserver.authorization.Forbidden;
import dev.jong.apiserver.flowcontrol.Fairness;
import dev.jong.apiserver.request.AuditAnnotations;
import dev.jong.apiserver.request.Layer;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.request.User;
import dev.jong.apiserver.route.RequestHandler;
import dev.jong.apiserver.wire.Answers;
import dev.jong.http.BodyTooLargeException;
import dev.jong.http.HttpException;
import dev.jong.http.HttpExchange;
import dev.jong.http.HttpHandler;
import dev.jong.http.PeerCertificates;
import dev.jong.http.ProtocolException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Identifies the caller, begins to tell of what he asks, lets him act as another, waits for his
/// turn, asks whether he may, and routes the request in his context. What goes wrong is answered as
/// a Status.
public final class RequestChain implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(RequestChain.class);

    private static final String OLD_TOKEN =
            "Use tokens from the TokenRequest API or manually created secret-based tokens instead"
                    + " of auto-generated secret-based tokens.";

    private final Authentication authentication;
    private final Impersonation impersonation;
    private final Authorizer authorizer;
    private final Fairness fairness;
    private final Auditing auditing;
    private final AccessFigures figures;
    private final RequestHandler router;

    public RequestChain(
            Authentication authentication,
            Authorizer authorizer,
            Fairness fairness,
            Auditing auditing,
            AccessFigures figures,
            RequestHandler router) {
        this.figures = figures;
        this.auditing = auditing;
        this.authentication = authentication;
        this.impersonation = new Impersonation(authorizer, figures::impersonationChecked);
        this.authorizer = authorizer;
        this.fairness = fairness;
        this.router = router;
    }

    @Override
    public void handle(HttpExchange exchange) {
        var id = AuditId.of(exchange);
        exchange.addHeader(AuditId.HEADER, id);
        try {
            var info = RequestInfo.of(exchange.method(), exchange.path(), exchange.query());
            long start = System.nanoTime();
            var identity = authentication.identify(exchange);
            long lasted = System.nanoTime() - start;
            note(exchange, identity, lasted);
            switch (identity) {
                case Identity.Known known -> identified(exchange, info, known, lasted, id);
                case Identity.Unknown unknown -> unauthenticated(exchange, info, unknown, id);
                case Identity.Refused refused -> {
                    LOG.debug("unable to authenticate {}: {}", exchange.remote(), refused.reason());
                    unauthenticated(exchange, info, refused, id);
                }
            }
        } catch (ApiException e) {
            Answers.refuse(exchange, e);
        } catch (Failed _) {
            // it was told and answered where it happened
        }
    }

    private void note(HttpExchange exchange, Identity identity, long nanos) {
        figures.identified(identity, nanos);
        exchange.peer()
                .filter(PeerCertificates::trusted)
                .ifPresent(peer -> figures.certificate(peer.leaf().getNotAfter().toInstant()));
    }

    private void unauthenticated(
            HttpExchange exchange, RequestInfo info, Identity found, String id) {
        auditing.unauthenticated(
                exchange,
                info,
                found,
                id,
                answering -> Answers.refuse(answering, ApiException.unauthorized("Unauthorized")));
    }

    private void identified(
            HttpExchange exchange, RequestInfo info, Identity.Known known, long nanos, String id) {
        var caller = known.user();
        auditing.watch(
                exchange,
                info,
                known,
                nanos,
                id,
                (watched, annotations, impersonated) -> {
                    try {
                        var acting = impersonated(caller, info, watched, annotations);
                        acting.ifPresent(impersonated);
                        var user = acting.map(Impersonation.Acting::user).orElse(caller);
                        long start = System.nanoTime();
                        RequestContext.of(user, annotations)
                                .doing(info.verb())
                                .run(() ->
                                        fairness.run(
                                                watched,
                                                info,
                                                user,
                                                () -> {
                                                    figures.turned(System.nanoTime() - start);
                                                    warn(known);
                                                    authorized(watched, info, user);
                                                }));
                    } catch (ApiException e) {
                        Answers.refuse(watched, e);
                    }
                });
    }

    private static void warn(Identity.Known known) {
        if (known.notes().containsKey(LegacyTokens.AUTOGENERATED)) {
            RequestContext.current().warnings().add(OLD_TOKEN);
        }
    }

    /// @return empty when the caller acts for himself
    private Optional<Impersonation.Acting> impersonated(
            User caller, RequestInfo info, HttpExchange exchange, AuditAnnotations annotations) {
        long start = System.nanoTime();
        var wanted = impersonation.wanted(exchange.headers());
        try {
            var acting = wanted.map(user -> impersonation.apply(user, Attributes.of(caller, info)));
            long lasted = System.nanoTime() - start;
            figures.acted(lasted);
            if (acting.isPresent()) {
                annotations.took(Layer.IMPERSONATION, lasted);
                figures.impersonated(acting.map(Impersonation.Acting::mode), lasted);
            }
            return acting;
        } catch (ApiException e) {
            figures.impersonated(Optional.empty(), System.nanoTime() - start);
            throw e;
        }
    }

    private void authorized(HttpExchange exchange, RequestInfo info, User user) {
        try {
            var attributes = Attributes.of(user, info);
            long start = System.nanoTime();
            var decision = authorizer.decide(attributes);
            long lasted = System.nanoTime() - start;
            figures.decided(decision, lasted);
            RequestContext.took(Layer.AUTHORIZATION, lasted);
            note(decision);
            if (!decision.allowed()) {
                exchange.addHeader("X-Content-Type-Options", "nosniff");
                throw Forbidden.of(attributes, decision.reason());
            }
            router.handle(exchange, info);
        } catch (ApiException e) {
            Answers.refuse(exchange, e);
        } catch (BodyTooLargeException e) {
            Answers.refuse(exchange, ApiException.tooLarge(String.valueOf(e.getMessage())));
        } catch (ProtocolException e) {
            Answers.refuse(exchange, ApiException.badRequest(String.valueOf(e.getMessage())));
        } catch (HttpException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("{} {} failed", exchange.method(), exchange.rawPath(), e);
            Answers.refuse(exchange, ApiException.internal(String.valueOf(e.getMessage())));
            throw new Failed(e);
        }
    }

    private static void note(Decision decision) {
        var annotations = RequestContext.current().annotations();
        annotations.put("authorization.k8s.io/decision", decision.allowed() ? "allow" : "forbid");
        annotations.put("authorization.k8s.io/reason", decision.reason());
    }

    /// A fault of ours, already answered.
    private static final class Failed extends RuntimeException {
        Failed(RuntimeException cause) {
            super(cause.getMessage(), cause);
        }
    }
}
