package dev.jong.kubelet.server;

import dev.jong.api.authentication.v1.TokenReview;
import dev.jong.api.authentication.v1.TokenReviewSpec;
import dev.jong.api.authorization.v1.ResourceAttributes;
import dev.jong.api.authorization.v1.SubjectAccessReview;
import dev.jong.api.authorization.v1.SubjectAccessReviewSpec;
import dev.jong.api.errors.ApiException;
import dev.jong.client.Client;
import dev.jong.client.ClientException;
import dev.jong.http.HttpExchange;
import dev.jong.http.PeerCertificates;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who asks a kubelet, and whether they may: by client certificate or bearer token, which the API
/// server reviews, and by what it says of their access to the node's subresources. Answers are kept
/// as long as upstream keeps them.
public final class Callers {
    private static final Logger log = LoggerFactory.getLogger(Callers.class);
    private static final String MASTERS = "system:masters";
    private static final String BEARER = "Bearer ";
    private static final Duration TOKEN_KEPT = Duration.ofMinutes(2);
    private static final Duration ALLOWED_KEPT = Duration.ofMinutes(5);
    private static final Duration DENIED_KEPT = Duration.ofSeconds(30);
    private static final int MOST_KEPT = 4096;

    private final Client client;
    private final String node;
    private final InstantSource clock;
    private final Map<String, Kept<Optional<Caller>>> tokens = new ConcurrentHashMap<>();
    private final Map<Question, Kept<Boolean>> decisions = new ConcurrentHashMap<>();

    private record Kept<A>(A answer, Instant until) {}

    private record Question(Caller caller, String verb, String subresource) {}

    /// @param client of the node, which may create reviews
    public Callers(Client client, String node, InstantSource clock) {
        this.client = client;
        this.node = node;
        this.clock = clock;
    }

    /// @throws Refused with status 401 or 403
    void admit(HttpExchange exchange, NodeAccess access) {
        var shown = exchange.headers().first("Authorization").orElse("");
        admit(exchange.peer(), shown, access);
    }

    /// @param authorization the header of that name; "" for none
    void admit(Optional<PeerCertificates> peer, String authorization, NodeAccess access) {
        var caller =
                identify(peer, authorization).orElseThrow(() -> new Refused(401, "Unauthorized"));
        var allowed =
                caller.groups().contains(MASTERS)
                        || access.subresources().stream()
                                .anyMatch(each -> may(new Question(caller, access.verb(), each)));
        if (!allowed) {
            throw new Refused(
                    403,
                    "Forbidden (user="
                            + caller.name()
                            + ", verb="
                            + access.verb()
                            + ", resource=nodes, subresource(s)=["
                            + String.join(" ", access.subresources())
                            + "])\n");
        }
    }

    private Optional<Caller> identify(Optional<PeerCertificates> peer, String authorization) {
        var trusted = peer.filter(shown -> shown.trusted());
        if (trusted.isPresent()) {
            return trusted.map(Caller::of);
        }
        return authorization.startsWith(BEARER)
                ? ofToken(authorization.substring(BEARER.length()).strip())
                : Optional.empty();
    }

    private Optional<Caller> ofToken(String token) {
        var known = tokens.get(token);
        if (known != null && clock.instant().isBefore(known.until())) {
            return known.answer();
        }
        var review =
                TokenReview.builder().spec(TokenReviewSpec.builder().token(token).build()).build();
        try {
            var status = client.resources(TokenReview.KIND).create(review).status();
            var user = status.user();
            var caller =
                    status.authenticated()
                            ? Optional.of(
                                    new Caller(
                                            Objects.requireNonNullElse(user.username(), ""),
                                            Objects.requireNonNullElse(user.uid(), ""),
                                            user.groups(),
                                            user.extra()))
                            : Optional.<Caller>empty();
            keep(tokens, token, caller, TOKEN_KEPT);
            return caller;
        } catch (ApiException | ClientException e) {
            log.atWarn().log("A token cannot be reviewed: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private boolean may(Question question) {
        var known = decisions.get(question);
        if (known != null && clock.instant().isBefore(known.until())) {
            return known.answer();
        }
        var caller = question.caller();
        var review =
                SubjectAccessReview.builder()
                        .spec(
                                SubjectAccessReviewSpec.builder()
                                        .user(caller.name())
                                        .uid(caller.uid())
                                        .groups(caller.groups())
                                        .extra(caller.extra())
                                        .resourceAttributes(
                                                ResourceAttributes.builder()
                                                        .version("v1")
                                                        .resource("nodes")
                                                        .name(node)
                                                        .verb(question.verb())
                                                        .subresource(question.subresource())
                                                        .build())
                                        .build())
                        .build();
        try {
            var allowed =
                    client.resources(SubjectAccessReview.KIND).create(review).status().allowed();
            keep(decisions, question, allowed, allowed ? ALLOWED_KEPT : DENIED_KEPT);
            return allowed;
        } catch (ApiException | ClientException e) {
            log.atWarn().log("Access to the kubelet cannot be reviewed: {}", e.getMessage());
            return false;
        }
    }

    private <Q, A> void keep(Map<Q, Kept<A>> known, Q question, A answer, Duration time) {
        if (known.size() >= MOST_KEPT) {
            known.clear();
        }
        known.put(question, new Kept<>(answer, clock.instant().plus(time)));
    }
}
