package dev.jong.apiserver.admission.webhook;

import dev.jong.api.GoText;
import dev.jong.api.KubernetesObject;
import dev.jong.api.admissionregistration.v1.MutatingWebhookConfiguration;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonObject;
import dev.jong.api.patch.PatchFailed;
import dev.jong.apiserver.admission.Admission;
import dev.jong.apiserver.admission.AdmissionRequest;
import dev.jong.apiserver.admission.Cluster;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.webhook.HookClient;

/// Asks webhooks one after the other what they want to change (`MutatingAdmissionWebhook`).
public final class MutatingWebhooks implements Admission {
    private static final String AUDIT = "mutation.webhook.admission.k8s.io/";

    private final Cluster cluster;
    private final Hooks<MutatingWebhookConfiguration> hooks;
    private final Matching matching;
    private final Calling calling;

    public MutatingWebhooks(
            Cluster cluster,
            HookClient client,
            MatchConditions conditions,
            WebhookMetrics metrics) {
        this.cluster = cluster;
        this.hooks = Hooks.mutating(cluster);
        this.matching = new Matching(cluster, conditions, true, metrics);
        this.calling = new Calling(client, true, metrics);
    }

    @Override
    public KubernetesObject mutate(AdmissionRequest request, KubernetesObject object) {
        var all = hooks.all();
        if (all.isEmpty() || Matching.isExempt(request)) {
            return object;
        }
        var turns = request.rounds().of(this);
        turns.begin(object);
        var current = object;
        for (int index = 0; index < all.size(); index++) {
            var hook = all.get(index);
            if (turns.isDue(hook.id())) {
                var now = request.object() == null ? request : request.withObject(current);
                var target = matching.target(hook, now);
                if (target.isPresent()) {
                    var changed = asked(hook, index, target.get(), now, current);
                    turns.asked(hook.id(), !changed.equals(current), hook.again());
                    current = changed;
                }
            }
        }
        turns.end(current);
        return current;
    }

    private KubernetesObject asked(
            Hook hook,
            int index,
            Target target,
            AdmissionRequest request,
            KubernetesObject current) {
        var place = "round_" + (request.rounds().second() ? 1 : 0) + "_index_" + index;
        var answer = calling.ask(hook, Review.seen(cluster, request, target));
        answer.tell(hook);
        return switch (answer) {
            case Answer.Allowed(var patch, _, _) -> {
                var changed =
                        patch.operations().isEmpty()
                                ? current
                                : patched(hook, target, request, current, patch);
                RequestContext.current()
                        .annotations()
                        .put(AUDIT + place, Json.text(mutation(hook, !changed.equals(current))));
                yield changed;
            }
            case Answer.Denied(var refusal, _, _) -> throw refusal;
            case Answer.Failed(var why, _) -> {
                if (!hook.optional()) {
                    throw Calling.failure(hook, why);
                }
                Calling.goOn(hook, why, "failed-open." + AUDIT + place);
                yield current;
            }
        };
    }

    private KubernetesObject patched(
            Hook hook,
            Target target,
            AdmissionRequest request,
            KubernetesObject current,
            dev.jong.api.patch.JsonPatch patch) {
        if (request.object() == null) {
            throw ApiException.internal(
                    "admission webhook "
                            + GoText.quote(hook.name())
                            + " attempted to modify the object, which is not supported for this"
                            + " operation");
        }
        try {
            var tree = Review.tree(cluster.convert(current, target.kind()));
            if (!(patch.apply(tree) instanceof JsonObject patched)) {
                throw ApiException.internal("the patched object is not an object");
            }
            return cluster.convert(cluster.read(target.kind(), patched), current.kind());
        } catch (PatchFailed | JsonException e) {
            throw ApiException.internal(String.valueOf(e.getMessage()));
        }
    }

    private static JsonObject mutation(Hook hook, boolean mutated) {
        return JsonObject.EMPTY
                .with("configuration", hook.configuration())
                .with("webhook", hook.name())
                .with("mutated", JsonBoolean.of(mutated));
    }
}
