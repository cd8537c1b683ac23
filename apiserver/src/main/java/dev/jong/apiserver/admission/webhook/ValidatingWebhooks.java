package dev.jong.apiserver.admission.webhook;

import dev.jong.api.admissionregistration.v1.ValidatingWebhookConfiguration;
import dev.jong.api.errors.ApiException;
import dev.jong.apiserver.admission.Admission;
import dev.jong.apiserver.admission.AdmissionRequest;
import dev.jong.apiserver.admission.Cluster;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.webhook.HookClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// Asks webhooks, all at once, whether an object may be stored (`ValidatingAdmissionWebhook`).
public final class ValidatingWebhooks implements Admission {
    private static final String FAILED_OPEN =
            "failed-open.validating.webhook.admission.k8s.io/round_0_index_";

    private final Cluster cluster;
    private final Hooks<ValidatingWebhookConfiguration> hooks;
    private final Matching matching;
    private final Calling calling;

    public ValidatingWebhooks(
            Cluster cluster,
            HookClient client,
            MatchConditions conditions,
            WebhookMetrics metrics) {
        this.cluster = cluster;
        this.hooks = Hooks.validating(cluster);
        this.matching = new Matching(cluster, conditions, false, metrics);
        this.calling = new Calling(client, false, metrics);
    }

    /// One question, ready to be asked.
    private record Question(Hook hook, dev.jong.api.admission.v1.AdmissionRequest seen) {}

    @Override
    public void validate(AdmissionRequest request) {
        var all = hooks.all();
        if (all.isEmpty() || Matching.isExempt(request)) {
            return;
        }
        var questions = new ArrayList<Question>();
        for (var hook : all) {
            matching.target(hook, request)
                    .ifPresent(target ->
                            questions.add(
                                    new Question(hook, Review.seen(cluster, request, target))));
        }
        long start = System.nanoTime();
        var answers = ask(questions);
        RequestContext.current().timing().waited(System.nanoTime() - start);
        ApiException refusal = null;
        for (int index = 0; index < answers.size(); index++) {
            var refused = judged(questions.get(index).hook(), index, answers.get(index));
            refusal = refusal == null ? refused : refusal;
        }
        if (refusal != null) {
            throw refusal;
        }
    }

    private List<Answer> ask(List<Question> questions) {
        if (questions.size() <= 1) {
            return questions.stream().map(this::ask).toList();
        }
        var context = RequestContext.current();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Answer>();
            var tasks =
                    questions.stream()
                            .map(question ->
                                    (Callable<Answer>) () -> context.call(() -> ask(question)))
                            .toList();
            for (var task : threads.invokeAll(tasks)) {
                answers.add(task.get());
            }
            return answers;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.internal("interrupted while webhooks were asked");
        }
    }

    private Answer ask(Question question) {
        return calling.ask(question.hook(), question.seen());
    }

    /// What speaks against the object; null for nothing.
    private static @Nullable ApiException judged(Hook hook, int index, Answer answer) {
        answer.tell(hook);
        return switch (answer) {
            case Answer.Allowed _ -> null;
            case Answer.Denied(var refusal, _, _) -> refusal;
            case Answer.Failed(var why, _) ->
                    hook.optional() ? passed(hook, index, why) : Calling.failure(hook, why);
        };
    }

    private static @Nullable ApiException passed(Hook hook, int index, String why) {
        Calling.goOn(hook, why, FAILED_OPEN + index);
        return null;
    }
}
