package dev.jong.apiserver.admission.webhook;

import dev.jong.api.GoText;
import dev.jong.api.errors.ApiException;
import dev.jong.apiserver.admission.Operation;
import dev.jong.apiserver.request.Layer;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.webhook.HookAnswer;
import dev.jong.apiserver.webhook.HookClient;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks one webhook about one request.
final class Calling {
    private static final Logger log = LoggerFactory.getLogger(Calling.class);

    private final HookClient client;
    private final boolean mutating;
    private final WebhookMetrics metrics;

    Calling(HookClient client, boolean mutating, WebhookMetrics metrics) {
        this.client = client;
        this.metrics = metrics;
        this.mutating = mutating;
    }

    /// @param seen what the webhook is to see, without `uid`
    /// @throws ApiException when nothing may be changed and the webhook does not promise that
    Answer ask(Hook hook, dev.jong.api.admission.v1.AdmissionRequest seen) {
        if (Boolean.TRUE.equals(seen.dryRun()) && !hook.dryRuns()) {
            throw ApiException.badRequest(
                    "admission webhook " + GoText.quote(hook.name()) + " does not support dry run");
        }
        var version = Review.version(hook.versions());
        if (version.isEmpty()) {
            return new Answer.Failed(
                    "could not create admission objects: webhook does not accept known"
                            + " AdmissionReview versions (v1, v1beta1)");
        }
        var uid = UUID.randomUUID().toString();
        var review = Review.sent(version.get(), seen.withUid(uid));
        long start = System.nanoTime();
        var answer =
                switch (client.post(hook.address(), review, hook.patience())) {
                    case HookAnswer.Body(var body) ->
                            Answer.of(hook, mutating, version.get(), uid, body);
                    case HookAnswer.Failed(var why, var code) ->
                            new Answer.Failed("failed to call webhook: " + why, code);
                };
        long nanos = System.nanoTime() - start;
        metrics.asked(
                hook.name(),
                Operation.valueOf(seen.operation()),
                mutating,
                hook.optional(),
                answer,
                nanos);
        RequestContext.took(mutating ? Layer.MUTATING_WEBHOOK : Layer.VALIDATING_WEBHOOK, nanos);
        if (mutating) {
            RequestContext.current().timing().waited(nanos);
        }
        return answer;
    }

    /// What the client is told when a webhook that must be asked cannot.
    static ApiException failure(Hook hook, String why) {
        return ApiException.internal(
                "failed calling webhook " + GoText.quote(hook.name()) + ": " + why);
    }

    /// Goes on without a webhook that could not be asked and need not be.
    ///
    /// @param annotation for the audit log
    static void goOn(Hook hook, String why, String annotation) {
        log.atWarn()
                .addKeyValue("webhook", hook.name())
                .addKeyValue("why", why)
                .log("Went on without a webhook");
        RequestContext.current().annotations().put(annotation, hook.name());
    }
}
