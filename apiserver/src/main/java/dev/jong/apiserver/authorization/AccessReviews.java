package dev.jong.apiserver.authorization;

import dev.jong.api.GroupKind;
import dev.jong.api.Kind;
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
import dev.jong.api.errors.FieldError;
import dev.jong.apiserver.authorization.rbac.Rbac;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.request.User;
import dev.jong.apiserver.route.RequestHandler;
import dev.jong.apiserver.route.Reviews;
import dev.jong.apiserver.validation.AccessReviewRules;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Answers the `authorization.k8s.io/v1` reviews. Nothing is stored.
public final class AccessReviews {
    private final Authorizer authorizer;
    private final Rbac rbac;
    private final InstantSource clock;

    public AccessReviews(Authorizer authorizer, Rbac rbac, InstantSource clock) {
        this.authorizer = authorizer;
        this.rbac = rbac;
        this.clock = clock;
    }

    /// Who answers which kind; each is created only.
    public Map<Kind<?>, RequestHandler> handlers() {
        var reviews = new Reviews(clock);
        return Map.of(
                SelfSubjectAccessReview.KIND,
                reviews.of(SelfSubjectAccessReview.KIND, (review, _) -> self(review)),
                SubjectAccessReview.KIND,
                reviews.of(SubjectAccessReview.KIND, (review, _) -> subject(review)),
                LocalSubjectAccessReview.KIND,
                reviews.of(LocalSubjectAccessReview.KIND, this::local),
                SelfSubjectRulesReview.KIND,
                reviews.of(SelfSubjectRulesReview.KIND, (review, _) -> rules(review)));
    }

    /// Refuses a review that asks nothing, or too much. Upstream tells no kind here.
    private static void refuse(List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw ApiException.invalid(new GroupKind("authorization.k8s.io", ""), "", errors);
        }
    }

    private SelfSubjectAccessReview self(SelfSubjectAccessReview review) {
        refuse(AccessReviewRules.self(review));
        var spec = review.spec();
        return review.withStatus(
                status(
                        RequestContext.current().user(),
                        spec.resourceAttributes(),
                        spec.nonResourceAttributes()));
    }

    private SubjectAccessReview subject(SubjectAccessReview review) {
        refuse(AccessReviewRules.subject(review));
        return review.withStatus(status(review.spec()));
    }

    private LocalSubjectAccessReview local(LocalSubjectAccessReview asked, RequestInfo info) {
        var namespace = text(asked.metadata().namespace());
        if (!namespace.isEmpty() && !namespace.equals(info.namespace())) {
            throw ApiException.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the"
                            + " request");
        }
        var review = asked.mapMetadata(metadata -> metadata.withNamespace(info.namespace()));
        refuse(AccessReviewRules.local(review));
        return review.withStatus(status(review.spec()));
    }

    private SubjectAccessReviewStatus status(SubjectAccessReviewSpec spec) {
        var name = text(spec.user());
        var user =
                new User(name, spec.uid() == null ? "" : spec.uid(), spec.groups(), spec.extra());
        return status(user, spec.resourceAttributes(), spec.nonResourceAttributes());
    }

    private SubjectAccessReviewStatus status(
            User user,
            @Nullable ResourceAttributes resource,
            @Nullable NonResourceAttributes path) {
        var doubts = resource == null ? "" : SelectorDoubts.of(resource);
        var decision = authorizer.decide(attributes(user, resource, path));
        boolean allowed = decision instanceof Decision.Allow;
        boolean denied = decision instanceof Decision.Deny;
        return new SubjectAccessReviewStatus(
                allowed, denied, absentIfEmpty(decision.reason()), absentIfEmpty(doubts));
    }

    private static @Nullable String absentIfEmpty(String text) {
        return text.isEmpty() ? null : text;
    }

    private static Attributes attributes(
            User user,
            @Nullable ResourceAttributes resource,
            @Nullable NonResourceAttributes path) {
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
        var rules = granted.rules();
        return SelfSubjectRulesReview.EMPTY.withStatus(
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
