package dev.jong.apiserver.authentication;

import dev.jong.api.GroupKind;
import dev.jong.api.GroupResource;
import dev.jong.api.apply.Author;
import dev.jong.api.apply.FieldOwnership;
import dev.jong.api.apply.FieldSet;
import dev.jong.api.authentication.v1.BoundObjectReference;
import dev.jong.api.authentication.v1.TokenRequest;
import dev.jong.api.authentication.v1.TokenRequestStatus;
import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.Secret;
import dev.jong.api.core.v1.ServiceAccount;
import dev.jong.api.errors.ApiException;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.apiserver.admission.Operation;
import dev.jong.apiserver.authentication.TokenClaims.Reference;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.route.Queries;
import dev.jong.apiserver.route.Refusals;
import dev.jong.apiserver.route.RequestHandler;
import dev.jong.apiserver.wire.Accepted;
import dev.jong.apiserver.wire.Answers;
import dev.jong.apiserver.wire.Body;
import dev.jong.apiserver.wire.Received;
import dev.jong.http.HttpExchange;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `serviceaccounts/token`: issues a token.
public final class TokenRequests implements RequestHandler {
    private static final long DEFAULT_SECONDS = 3600;
    private static final long LEAST_SECONDS = 600;
    private static final long MOST_SECONDS = 1L << 32;

    /// What kubelets ask for Pods' default tokens; such a token is good for a year and warned about
    /// after this time.
    private static final long WARN_SECONDS = 3607;

    private static final String ISSUED = "authentication.kubernetes.io/issued-credential-id";
    private static final Duration EXTENDED = Duration.ofDays(365);
    private static final Set<String> BINDABLE = Set.of("Pod", "Secret", "Node");
    private static final FieldOwnership OWNERSHIP =
            new FieldOwnership(TokenRequest.KIND.schema(), FieldSet.EMPTY);

    private final Registry registry;
    private final ServiceAccountTokens tokens;
    private final List<String> audiences;
    private final Limits limits;
    private final InstantSource clock;

    /// How long tokens are good.
    ///
    /// @param longest for which one may be asked; zero for what is usual
    /// @param extended whether Pods' tokens are good for longer
    public record Limits(Duration longest, boolean extended) {}

    /// Issues what `tokens` will know again.
    ///
    /// @param audiences of the API server itself
    public TokenRequests(
            Registry registry,
            ServiceAccountTokens tokens,
            List<String> audiences,
            Limits limits,
            InstantSource clock) {
        this.limits = limits;
        this.registry = registry;
        this.tokens = tokens;
        this.audiences = List.copyOf(audiences);
        this.clock = clock;
    }

    @Override
    public void handle(HttpExchange exchange, RequestInfo info) {
        if (!info.verb().equals("create")) {
            throw Refusals.methodNotAllowed();
        }
        var asked = Body.read(exchange, TokenRequest.KIND);
        Received.tell(asked, TokenRequest.KIND, TokenRequests::withDefaults);
        checkPlace(asked, info);
        var account = registry.of(ServiceAccount.KIND).get(info.namespace(), info.name()).object();
        checkAccount(asked, account, info);
        var write = Queries.write(exchange);
        var request =
                registry.admit(
                        Operation.CREATE,
                        ServiceAccount.KIND,
                        "token",
                        info.namespace(),
                        info.name(),
                        owned(asked, write.fieldManager()),
                        write.dryRun());
        var issued = issue(account, request, write.dryRun());
        Answers.object(exchange, 201, issued, Accepted.of(exchange));
    }

    private static TokenRequest withDefaults(TokenRequest asked) {
        return asked.spec().expirationSeconds() != null
                ? asked
                : asked.mapSpec(spec -> spec.withExpirationSeconds(DEFAULT_SECONDS));
    }

    /// What the client asked for, named as owned by it.
    private TokenRequest owned(TokenRequest asked, String manager) {
        var author = new Author(manager, TokenRequest.KIND.apiVersion(), "token", clock.instant());
        var codec = TokenRequest.KIND.codec();
        var owners =
                OWNERSHIP.written(
                        (JsonObject) Json.tree(Json.read(JsonObject.EMPTY, codec), codec),
                        (JsonObject) Json.tree(withDefaults(asked), codec),
                        List.of(),
                        author);
        return asked.withMetadata(asked.metadata().withManagedFields(owners));
    }

    private static void checkPlace(TokenRequest asked, RequestInfo info) {
        var name = asked.metadata().name();
        if (name != null && !name.isEmpty() && !name.equals(info.name())) {
            throw ApiException.invalid(
                    new GroupKind("authentication.k8s.io", "TokenRequest"),
                    info.name(),
                    List.of(
                            FieldError.invalid(
                                    FieldPath.of("metadata", "name"),
                                    name,
                                    "must match the service account name if specified")));
        }
        var namespace = asked.metadata().namespace();
        if (namespace != null && !namespace.isEmpty() && !namespace.equals(info.namespace())) {
            throw ApiException.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the"
                            + " request");
        }
    }

    private static void checkAccount(TokenRequest asked, ServiceAccount account, RequestInfo info) {
        var uid = asked.metadata().uid();
        if (uid != null && !uid.isEmpty() && !uid.equals(account.metadata().uid())) {
            throw ApiException.conflict(
                    new GroupResource("authentication.k8s.io", "TokenRequest"),
                    info.name(),
                    "the UID in the token request ("
                            + uid
                            + ") does not match the UID of the service account ("
                            + account.metadata().uid()
                            + ")");
        }
    }

    /// The request with its answer. Also for callers in this process.
    public TokenRequest issue(ServiceAccount account, TokenRequest request, boolean dryRun) {
        var spec = request.spec();
        var asked = spec.expirationSeconds();
        checkSeconds(asked == null ? DEFAULT_SECONDS : asked);
        var seconds = shortened(asked == null ? DEFAULT_SECONDS : asked);
        var wanted = spec.audiences().isEmpty() ? audiences : spec.audiences();
        var namespace = String.valueOf(account.metadata().namespace());
        var bound = bound(account, namespace, spec.boundObjectRef());
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        var extended =
                limits.extended()
                        && seconds == WARN_SECONDS
                        && audiences.containsAll(wanted)
                        && bound.pod.isPresent();
        var claims =
                new TokenClaims(
                        tokens.issuer(),
                        UUID.randomUUID().toString(),
                        wanted,
                        now,
                        extended ? now.plus(EXTENDED) : now.plusSeconds(seconds),
                        namespace,
                        reference(account.metadata()),
                        bound.pod,
                        bound.secret,
                        bound.node,
                        extended ? Optional.of(now.plusSeconds(seconds)) : Optional.empty());
        if (!dryRun) {
            RequestContext.current().annotations().put(ISSUED, "JTI=" + claims.id());
        }
        var status =
                new TokenRequestStatus(dryRun ? "" : tokens.sign(claims), now.plusSeconds(seconds));
        return request.withMetadata(
                        request.metadata().toBuilder()
                                .name(account.metadata().name())
                                .namespace(namespace)
                                .uid(account.metadata().uid())
                                .creationTimestamp(now)
                                .build())
                .withSpec(spec.withAudiences(wanted).withExpirationSeconds(seconds))
                .withStatus(status);
    }

    private long shortened(long seconds) {
        long longest = limits.longest().toSeconds();
        if (longest == 0 || seconds <= longest) {
            return seconds;
        }
        RequestContext.current()
                .warnings()
                .add(
                        "requested expiration of "
                                + seconds
                                + " seconds shortened to "
                                + longest
                                + " seconds");
        return longest;
    }

    private static void checkSeconds(long seconds) {
        var path = FieldPath.of("spec", "expirationSeconds");
        FieldError error = null;
        if (seconds < LEAST_SECONDS) {
            error =
                    FieldError.invalid(
                            path, seconds, "may not specify a duration less than 10 minutes");
        } else if (seconds > MOST_SECONDS) {
            error =
                    FieldError.invalid(
                            path, seconds, "may not specify a duration larger than 2^32 seconds");
        }
        if (error != null) {
            throw ApiException.invalid(
                    new GroupKind("authentication.k8s.io", "TokenRequest"), "", List.of(error));
        }
    }

    private record Bound(
            Optional<Reference> pod, Optional<Reference> secret, Optional<Reference> node) {}

    private Bound bound(
            ServiceAccount account, String namespace, @Nullable BoundObjectReference wanted) {
        if (wanted == null) {
            return new Bound(Optional.empty(), Optional.empty(), Optional.empty());
        }
        var kind = Objects.requireNonNullElse(wanted.kind(), "");
        var name = Objects.requireNonNullElse(wanted.name(), "");
        var uid = Objects.requireNonNullElse(wanted.uid(), "");
        var version = Objects.requireNonNullElse(wanted.apiVersion(), "");
        if (name.isEmpty() && BINDABLE.contains(kind) && !version.contains("/")) {
            throw ApiException.badRequest("Name parameter required.");
        }
        return switch (version.contains("/") ? "" : kind) {
            case "Pod" -> boundToPod(account, namespace, name, uid);
            case "Secret" -> {
                var secret = registry.of(Secret.KIND).get(namespace, name).object();
                checkUid(new GroupResource("", "Secret"), name, secret.metadata(), uid);
                yield new Bound(
                        Optional.empty(),
                        Optional.of(reference(secret.metadata())),
                        Optional.empty());
            }
            case "Node" -> {
                var node = registry.of(Node.KIND).get("", name).object();
                checkUid(new GroupResource("", "Node"), name, node.metadata(), uid);
                yield new Bound(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(reference(node.metadata())));
            }
            default ->
                    throw ApiException.badRequest(
                            "cannot bind token to object of type "
                                    + (version.contains("/") ? "" : "/")
                                    + version
                                    + ", Kind="
                                    + kind);
        };
    }

    private Bound boundToPod(ServiceAccount account, String namespace, String name, String uid) {
        var pod = registry.of(Pod.KIND).get(namespace, name).object();
        var running = pod.spec().serviceAccountName();
        if (!Objects.equals(running, account.metadata().name())) {
            throw ApiException.badRequest(
                    "cannot bind token for serviceaccount \""
                            + account.metadata().name()
                            + "\" to pod running with different serviceaccount name.");
        }
        checkUid(new GroupResource("", "Pod"), name, pod.metadata(), uid);
        var nodeName = pod.spec().nodeName();
        var node = nodeName == null ? Optional.<Reference>empty() : Optional.of(node(nodeName));
        return new Bound(Optional.of(reference(pod.metadata())), Optional.empty(), node);
    }

    /// A cache may not know of it yet.
    private Reference node(String name) {
        var nodes = registry.of(Node.KIND);
        try {
            return reference(nodes.get("", name, "0").object().metadata());
        } catch (ApiException.NotFound _) {
            try {
                return reference(nodes.get("", name).object().metadata());
            } catch (ApiException.NotFound _) {
                return new Reference(name, "");
            }
        }
    }

    private static void checkUid(
            GroupResource resource, String name, ObjectMeta found, String uid) {
        if (!uid.isEmpty() && !uid.equals(found.uid())) {
            throw ApiException.conflict(
                    resource,
                    name,
                    "the UID in the bound object reference ("
                            + uid
                            + ") does not match the UID in record. The object might have been deleted and then recreated");
        }
    }

    private static Reference reference(ObjectMeta metadata) {
        return new Reference(String.valueOf(metadata.name()), String.valueOf(metadata.uid()));
    }
}
