package dev.jong.apiserver.resources.admissionregistration;

import dev.jong.api.admissionregistration.v1.ValidatingAdmissionPolicy;
import dev.jong.api.errors.ApiException;
import dev.jong.apiserver.admission.policy.PolicyStatus;
import dev.jong.apiserver.registry.InitialEvents;
import dev.jong.apiserver.registry.ListQuery;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.registry.RegistryKinds;
import dev.jong.apiserver.registry.Verbs;
import dev.jong.apiserver.registry.WriteOptions;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.request.User;
import dev.jong.apiserver.watch.Notice;
import dev.jong.apiserver.watch.Watcher;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows the policies and keeps their statuses up to date, as upstream's controller
/// `validatingadmissionpolicy-status` does. It lives here because it needs the types of everything
/// that is served.
public final class PolicyStatusLoop implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PolicyStatusLoop.class);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Verbs<ValidatingAdmissionPolicy> policies;
    private final RegistryKinds kinds;
    private volatile Watcher<ValidatingAdmissionPolicy> watcher;
    private final Thread thread;

    private PolicyStatusLoop(Registry registry) {
        policies = registry.of(ValidatingAdmissionPolicy.KIND);
        kinds = new RegistryKinds(registry);
        watcher = policies.watch("", ListQuery.ALL, InitialEvents.UNSAID);
        thread = Thread.ofVirtual().name("policy-status").unstarted(this::follow);
    }

    public static PolicyStatusLoop start(Registry registry) {
        var loop = new PolicyStatusLoop(registry);
        loop.thread.start();
        return loop;
    }

    private void follow() {
        try {
            while (true) {
                var notice = watcher.poll(PATIENCE);
                if (notice.isEmpty()) {
                    continue;
                }
                switch (notice.get()) {
                    case Notice.Of<ValidatingAdmissionPolicy> of -> {
                        if (of.type() != Notice.Type.DELETED) {
                            check(of.version().object());
                        }
                    }
                    case Notice.Bookmark<ValidatingAdmissionPolicy> _ -> {}
                    case Notice.Expired<ValidatingAdmissionPolicy> _ ->
                            watcher = policies.watch("", ListQuery.ALL, InitialEvents.UNSAID);
                    case Notice.Closed<ValidatingAdmissionPolicy> _ -> {
                        return;
                    }
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void check(ValidatingAdmissionPolicy policy) {
        try {
            if (!PolicyStatus.checked(policy, kinds).equals(policy)) {
                RequestContext.of(User.SERVER)
                        .run(() ->
                                policies.change(
                                        "",
                                        policy.name(),
                                        "status",
                                        now -> PolicyStatus.checked(now, kinds),
                                        WriteOptions.DEFAULT));
            }
        } catch (ApiException.NotFound | ApiException.Conflict _) {
            // a newer version comes, or none
        } catch (RuntimeException e) {
            log.atError()
                    .setCause(e)
                    .addKeyValue("policy", policy.name())
                    .log("Could not check the types of a policy");
        }
    }

    @Override
    public void close() {
        watcher.close();
        thread.interrupt();
    }
}
