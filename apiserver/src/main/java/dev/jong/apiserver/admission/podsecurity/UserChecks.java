package dev.jong.apiserver.admission.podsecurity;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Checks of the users that containers run as.
final class UserChecks {
    private UserChecks() {}

    static Optional<Violation> nonRoot(Subject pod) {
        var whole = pod.security().runAsNonRoot();
        boolean ofPod = Boolean.FALSE.equals(whole);
        var wrong = pod.parts(part -> Boolean.FALSE.equals(part.security().runAsNonRoot()));
        if (ofPod || !wrong.isEmpty()) {
            return violation(
                    Check.setters(ofPod, wrong)
                            + " must not set securityContext.runAsNonRoot=false");
        }
        var silent = pod.parts(part -> part.security().runAsNonRoot() == null);
        return whole != null || silent.isEmpty()
                ? Optional.empty()
                : violation(
                        "pod or "
                                + Check.named("container", silent)
                                + " must set securityContext.runAsNonRoot=true");
    }

    private static Optional<Violation> violation(String detail) {
        return Optional.of(new Violation("runAsNonRoot != true", detail));
    }

    static Optional<Violation> user(Subject pod) {
        boolean ofPod = isRoot(pod.security().runAsUser());
        var bad = pod.parts(part -> isRoot(part.security().runAsUser()));
        return !ofPod && bad.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Violation(
                                "runAsUser=0",
                                Check.setters(ofPod, bad) + " must not set runAsUser=0"));
    }

    private static boolean isRoot(@Nullable Long user) {
        return user != null && user == 0;
    }
}
