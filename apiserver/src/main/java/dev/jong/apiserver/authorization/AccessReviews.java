package dev.jong.apiserver.authorization;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.authorization.v1.LocalSubjectAccessReview;
import dev.jong.api.authorization.v1.NonResourceAttributes;
import dev.jong.api.authorization.v1.NonResourceRule;
import dev.jong.api.authorization.v1.ResourceAttributes;
import dev.jong.api.authorization.v1.ResourceRule;
import dev.jong.api.authorization.v1.SelfSubjectAccessReview;
import dev.jong.api.authorization.v1.SelfSubjectRulesReview;
import dev.jong.api.authorization.v1.SubjectAccessReview;
import dev.jong.api.authorization.v1.SubjectAccessReviewSpec;
import dev.jong.api.authorization.v1.SubjectAccessReviewStatus;
import dev.jong.api.authorization.v1.SubjectRulesReviewStatus;
import dev.jong.api.errors.ApiException;
import dev.jong.api.rbac.v1.PolicyRule;
import dev.jong.apiserver.authorization.rbac.Rbac;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.request.User;
import dev.jong.apiserver.route.RequestHandler;
import dev.jong.apiserver.wire.Accepted;
import dev.jong.apiserver.wire.Answers;
import dev.jong.apiserver.wire.Body;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Answers the `authorization.k8s.io/v1` reviews. Nothing is stored.
public final class AccessReviews {
    private final Authorizer authorizer;
    private final Rbac rbac;

    public AccessReviews(Authorizer authorizer, Rbac rbac) {
        this.authorizer = authorizer;
        this.rbac = rbac;
    }

    /// Who answers which kind; each is created only.
    public Map<Kind<?>, RequestHandler> handlers() {
        return Map.of(
                SelfSubjectAccessReview.KIND,
                (exchange, _) -> created(exchange, SelfSubjectAccessReview.KIND, this::self),
                SubjectAccessReview.KIND,
                (exchange, _) -> created(exchange, SubjectAccessReview.KIND, this::subject),
                LocalSubjectAccessReview.KIND,
                (exchange, info) ->
                        created(
                                exchange,
                                LocalSubjectAccessReview.KIND,
                                review -> local(review, info)),
                SelfSubjectRulesReview.KIND,
                (exchange, _) -> created(exchange, SelfSubjectRulesReview.KIND, this::rules));
    }

    private static <T extends KubernetesObject> void created(
            dev.jong.http.HttpExchange exchange, Kind<T> kind, UnaryOperator<T> answer) {
        Answers.object(
                exchange, 201, answer.apply(Body.read(exchange, kind)), Accepted.of(exchange));
    }

    private SelfSubjectAccessReview self(SelfSubjectAccessReview review) {
        var spec = review.spec();
        var user = RequestContext.current().user();
        return review.withStatus(
                status(attributes(user, spec.resourceAttributes(), spec.nonResourceAttributes())));
    }

    private SubjectAccessReview subject(SubjectAccessReview review) {
        return review.withStatus(status(review.spec()));
    }

    private LocalSubjectAccessReview local(LocalSubjectAccessReview review, RequestInfo info) {
        var resource = review.spec().resourceAttributes();
        var namespace =
                resource == null || resource.namespace() == null ? "" : resource.namespace();
        if (!namespace.equals(info.namespace())) {
            throw ApiException.badRequest(
                    "spec.resourceAttributes.namespace must match namespace: " + info.namespace());
        }
        return review.withStatus(status(review.spec()));
    }

    private SubjectAccessReviewStatus status(SubjectAccessReviewSpec spec) {
        var name = spec.user() == null ? "" : spec.user();
        if (name.isEmpty() && spec.groups().isEmpty()) {
            throw ApiException.badRequest("at least one of user or group must be specified");
        }
        var user =
                new User(name, spec.uid() == null ? "" : spec.uid(), spec.groups(), spec.extra());
        return status(attributes(user, spec.resourceAttributes(), spec.nonResourceAttributes()));
    }

    private SubjectAccessReviewStatus status(Attributes attributes) {
        return switch (authorizer.decide(attributes)) {
            case Decision.Allow(var reason) ->
                    new SubjectAccessReviewStatus(true, false, absentIfEmpty(reason), null);
            case Decision.Deny(var reason) ->
                    new SubjectAccessReviewStatus(false, true, absentIfEmpty(reason), null);
            case Decision.NoOpinion(var reason) ->
                    new SubjectAccessReviewStatus(false, false, absentIfEmpty(reason), null);
        };
    }

    private static @Nullable String absentIfEmpty(String text) {
        return text.isEmpty() ? null : text;
    }

    private static Attributes attributes(
            User user,
            @Nullable ResourceAttributes resource,
            @Nullable NonResourceAttributes path) {
        if ((resource == null) == (path == null)) {
            throw ApiException.badRequest(
                    "exactly one of nonResourceAttributes or resourceAttributes must be specified");
        }
        if (resource == null) {
            return Attributes.path(
                    user,
                    text(path == null ? null : path.verb()),
                    text(path == null ? null : path.path()));
        }
        return new Attributes(
                user,
                true,
                text(resource.verb()),
                text(resource.group()),
                text(resource.version()),
                text(resource.namespace()),
                text(resource.resource()),
                text(resource.subresource()),
                text(resource.name()),
                "",
                Selection.of(resource));
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    private SelfSubjectRulesReview rules(SelfSubjectRulesReview review) {
        var namespace = text(review.spec().namespace());
        if (namespace.isEmpty()) {
            throw ApiException.badRequest("no namespace on request");
        }
        var user = RequestContext.current().user();
        var granted = rbac.granted(user, namespace);
        var rules = new ArrayList<>(granted.rules());
        if (user.in(User.MASTERS)) {
            rules.add(
                    PolicyRule.EMPTY
                            .withVerbs(List.of("*"))
                            .withApiGroups(List.of("*"))
                            .withResources(List.of("*")));
            rules.add(PolicyRule.EMPTY.withVerbs(List.of("*")).withNonResourceUrls(List.of("*")));
        }
        return review.withStatus(
                new SubjectRulesReviewStatus(
                        rules.stream()
                                .filter(rule -> !rule.resources().isEmpty())
                                .map(rule ->
                                        new ResourceRule(
                                                rule.verbs(),
                                                rule.apiGroups(),
                                                rule.resources(),
                                                rule.resourceNames()))
                                .toList(),
                        rules.stream()
                                .filter(rule -> !rule.nonResourceUrls().isEmpty())
                                .map(rule ->
                                        new NonResourceRule(rule.verbs(), rule.nonResourceUrls()))
                                .toList(),
                        !granted.problems().isEmpty(),
                        absentIfEmpty(String.join(", ", granted.problems()))));
    }
}
