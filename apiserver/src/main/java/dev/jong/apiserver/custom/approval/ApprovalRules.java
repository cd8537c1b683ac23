package dev.jong.apiserver.custom.approval;

import dev.jong.api.apiextensions.v1.CustomResourceDefinition;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Groups of the Kubernetes community need an approval to have definitions (KEP-1111).
public final class ApprovalRules {
    public static final String ANNOTATION = "api-approved.kubernetes.io";

    private static final String NEEDED =
            "protected groups must have approval annotation \"" + ANNOTATION + "\"";
    private static final String SEE = "see https://github.com/kubernetes/enhancements/pull/1111";

    private ApprovalRules() {}

    /// What the annotation says.
    ///
    /// @param reason empty for a URL
    public record Approval(Standing standing, String reason) {}

    /// How a definition stands with the community.
    public enum Standing {
        APPROVED,
        BYPASSED,
        MISSING,
        INVALID
    }

    private static boolean isProtected(String group) {
        return group.equals("k8s.io")
                || group.endsWith(".k8s.io")
                || group.equals("kubernetes.io")
                || group.endsWith(".kubernetes.io");
    }

    /// Empty for groups that need none.
    public static Optional<Approval> of(CustomResourceDefinition definition) {
        return isProtected(definition.spec().group())
                ? Optional.of(read(definition.metadata().annotations().get(ANNOTATION)))
                : Optional.empty();
    }

    private static Approval read(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return new Approval(Standing.MISSING, NEEDED + ", " + SEE);
        }
        if (text.startsWith("unapproved")) {
            return new Approval(Standing.BYPASSED, "not approved: \"" + text + "\"");
        }
        if (isUrl(text)) {
            return new Approval(Standing.APPROVED, "approved in " + text);
        }
        return new Approval(
                Standing.INVALID,
                NEEDED + " with either a URL or a reason starting with \"unapproved\", " + SEE);
    }

    private static boolean isUrl(String text) {
        try {
            var uri = new URI(text);
            return uri.getHost() != null && uri.getScheme() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /// @param old null for a new definition; how it stood may stay so
    public static void check(
            CustomResourceDefinition now,
            @Nullable CustomResourceDefinition old,
            FieldErrors errors) {
        var approval = of(now).orElse(null);
        if (approval == null
                || old != null
                        && read(old.metadata().annotations().get(ANNOTATION))
                                .standing()
                                .equals(approval.standing())) {
            return;
        }
        var path = FieldPath.of("metadata", "annotations").key(ANNOTATION);
        switch (approval.standing()) {
            case MISSING -> errors.required(path, approval.reason());
            case INVALID ->
                    errors.invalid(
                            path, now.metadata().annotations().get(ANNOTATION), approval.reason());
            case APPROVED, BYPASSED -> {}
        }
    }
}
