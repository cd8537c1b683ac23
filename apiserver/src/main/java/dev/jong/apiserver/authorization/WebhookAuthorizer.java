package dev.jong.apiserver.authorization;

import dev.jong.api.authorization.v1.FieldSelectorAttributes;
import dev.jong.api.authorization.v1.LabelSelectorAttributes;
import dev.jong.api.authorization.v1.NonResourceAttributes;
import dev.jong.api.authorization.v1.ResourceAttributes;
import dev.jong.api.authorization.v1.SubjectAccessReview;
import dev.jong.api.authorization.v1.SubjectAccessReviewSpec;
import dev.jong.api.authorization.v1.SubjectAccessReviewStatus;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.cel.Budget;
import dev.jong.apiserver.cel.CelException;
import dev.jong.apiserver.cel.JsonView;
import dev.jong.apiserver.cel.Program;
import dev.jong.apiserver.webhook.ConfiguredHook;
import dev.jong.apiserver.webhook.HookAnswer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks a webhook, with a SubjectAccessReview. Answers are kept for a while. Blocks.
final class WebhookAuthorizer implements Authorizer, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WebhookAuthorizer.class);
    private static final int MOST = 8192;
    private static final int LONGEST = 10_000;

    private final ConfiguredHook hook;
    private final Settings settings;
    private final AuthorizerFigures figures;
    private final InstantSource clock;
    private final Map<String, Kept> answers = new ConcurrentHashMap<>();

    /// How a webhook is asked.
    ///
    /// @param name for metrics
    /// @param version of the reviews: `v1` or `v1beta1`
    /// @param allowedKept how long a yes is kept; zero for not at all
    /// @param otherKept how long everything else is kept; zero for not at all
    /// @param deniesOnFailure whether nobody else is asked when the webhook does not answer
    /// @param conditions all of which must hold for the webhook to be asked
    record Settings(
            String name,
            String version,
            Duration allowedKept,
            Duration otherKept,
            Duration patience,
            boolean deniesOnFailure,
            List<Program> conditions) {
        Settings {
            conditions = List.copyOf(conditions);
        }
    }

    private record Kept(Decision decision, Instant until) {}

    WebhookAuthorizer(
            ConfiguredHook hook,
            Settings settings,
            InstantSource clock,
            AuthorizerFigures figures) {
        this.figures = figures;
        this.hook = hook;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public Decision decide(Attributes attributes) {
        var spec = spec(attributes);
        var tree = (JsonObject) Json.tree(spec, SubjectAccessReviewSpec.CODEC);
        var refusal = unmatched(tree);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        var key = tree.toString();
        var now = clock.instant();
        var kept = answers.get(key);
        if (kept != null && now.isBefore(kept.until)) {
            return kept.decision;
        }
        var review =
                JsonObject.EMPTY
                        .with("kind", "SubjectAccessReview")
                        .with("apiVersion", "authorization.k8s.io/" + settings.version())
                        .with("metadata", JsonObject.EMPTY)
                        .with("spec", settings.version().equals("v1") ? tree : older(tree));
        long start = System.nanoTime();
        var answered = hook.ask(review, settings.patience());
        figures.asked(
                settings.name(),
                answered instanceof HookAnswer.Body,
                settings.deniesOnFailure(),
                System.nanoTime() - start);
        return switch (answered) {
            case HookAnswer.Failed(var why, _) -> failed(why);
            case HookAnswer.Body(var answer) -> decision(answer, key, now);
        };
    }

    /// In `v1beta1` groups are called `group`.
    private static JsonObject older(JsonObject spec) {
        var groups = spec.get("groups");
        return groups == null ? spec : spec.without("groups").with("group", groups);
    }

    private Decision failed(String why) {
        log.atError().addKeyValue("error", why).log("Failed to make webhook authorizer request");
        return settings.deniesOnFailure() ? new Decision.Deny("") : NO_OPINION;
    }

    private Decision decision(JsonObject answer, String key, Instant now) {
        SubjectAccessReviewStatus status;
        try {
            status =
                    Json.read(
                                    answer.with(
                                            "apiVersion", SubjectAccessReview.KIND.apiVersion()),
                                    SubjectAccessReview.CODEC)
                            .status();
        } catch (JsonException e) {
            return failed("the answer cannot be read: " + e.getMessage());
        }
        var reason = status.reason() == null ? "" : status.reason();
        Decision decision = new Decision.NoOpinion(reason);
        if (Boolean.TRUE.equals(status.denied())) {
            decision = new Decision.Deny(reason);
        } else if (status.allowed()) {
            decision = new Decision.Allow(reason);
        }
        var time = status.allowed() ? settings.allowedKept() : settings.otherKept();
        if (time.isPositive() && key.length() <= LONGEST) {
            if (answers.size() >= MOST) {
                answers.clear();
            }
            answers.put(key, new Kept(decision, now.plus(time)));
        }
        return decision;
    }

    /// Whether conditions keep this request from the webhook: one that does not hold, or, when none
    /// says so, one that cannot be evaluated.
    private Optional<Decision> unmatched(JsonObject spec) {
        if (settings.conditions().isEmpty()) {
            return Optional.empty();
        }
        long start = System.nanoTime();
        var found = unmatched(JsonView.of(AuthorizationFile.whole(spec)));
        figures.matched(settings.name(), found.isPresent(), System.nanoTime() - start);
        return found;
    }

    private Optional<Decision> unmatched(Object view) {
        var budget = new Budget(Budget.MATCH_CONDITIONS);
        Optional<Decision> failure = Optional.empty();
        for (var condition : settings.conditions()) {
            try {
                var holds =
                        condition.evaluate(name -> name.equals("request") ? view : null, budget);
                if (Boolean.FALSE.equals(holds)) {
                    return Optional.of(NO_OPINION);
                }
            } catch (CelException e) {
                figures.unclear(settings.name());
                failure = Optional.of(failed(String.valueOf(e.getMessage())));
            }
        }
        return failure;
    }

    private static SubjectAccessReviewSpec spec(Attributes attributes) {
        var user = attributes.user();
        var spec =
                SubjectAccessReviewSpec.EMPTY
                        .withUser(user.name())
                        .withUid(user.uid().isEmpty() ? null : user.uid())
                        .withGroups(user.groups())
                        .withExtra(user.extra());
        if (!attributes.resourceRequest()) {
            return spec.withNonResourceAttributes(
                    new NonResourceAttributes(attributes.path(), attributes.verb()));
        }
        var resource =
                ResourceAttributes.EMPTY
                        .withNamespace(attributes.namespace())
                        .withVerb(attributes.verb())
                        .withGroup(attributes.group())
                        .withVersion(attributes.version())
                        .withResource(attributes.resource())
                        .withSubresource(attributes.subresource())
                        .withName(attributes.name());
        var selection = attributes.selection();
        if (!selection.fields().isEmpty()) {
            resource =
                    resource.withFieldSelector(
                            new FieldSelectorAttributes(null, selection.fields()));
        }
        if (!selection.labels().isEmpty()) {
            resource =
                    resource.withLabelSelector(
                            new LabelSelectorAttributes(null, selection.labels()));
        }
        return spec.withResourceAttributes(resource);
    }

    @Override
    public void close() {
        hook.close();
    }
}
