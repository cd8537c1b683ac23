package dev.jong.apiserver.custom;

import dev.jong.api.apiextensions.v1.CustomResourceConversion;
import dev.jong.api.apiextensions.v1.CustomResourceDefinition;
import dev.jong.api.apiextensions.v1.CustomResourceDefinitionCondition;
import dev.jong.api.apiextensions.v1.CustomResourceDefinitionNames;
import dev.jong.apiserver.custom.approval.ApprovalRules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What the server itself says of a definition.
public final class DefinitionStatus {
    public static final String ESTABLISHED = "Established";
    static final String NAMES_ACCEPTED = "NamesAccepted";
    public static final String TERMINATING = "Terminating";
    private static final String CLEANUP = "customresourcecleanup.apiextensions.k8s.io";

    private static final int HTTPS = 443;

    private DefinitionStatus() {}

    /// The definition as it is stored at first.
    public static CustomResourceDefinition created(CustomResourceDefinition definition) {
        return named(definition)
                .withStatus(
                        definition.status().toBuilder()
                                .conditions(List.of())
                                .acceptedNames(CustomResourceDefinitionNames.EMPTY)
                                .storedVersions(storage(definition))
                                .build());
    }

    /// Names and scope that may be left out.
    public static CustomResourceDefinition named(CustomResourceDefinition definition) {
        var names = definition.spec().names();
        var full =
                names.toBuilder()
                        .singular(
                                names.singular() == null
                                        ? names.kind().toLowerCase(Locale.ROOT)
                                        : names.singular())
                        .listKind(
                                names.listKind() == null && !names.kind().isEmpty()
                                        ? names.kind() + "List"
                                        : names.listKind())
                        .build();
        return definition.withSpec(
                definition.spec().toBuilder()
                        .names(full)
                        .conversion(conversion(definition.spec().conversion()))
                        .build());
    }

    private static CustomResourceConversion conversion(
            @Nullable CustomResourceConversion conversion) {
        if (conversion == null) {
            return CustomResourceConversion.EMPTY.withStrategy("None");
        }
        var webhook = conversion.webhook();
        var client = webhook == null ? null : webhook.clientConfig();
        var service = client == null ? null : client.service();
        return webhook == null || client == null || service == null || service.port() != null
                ? conversion
                : conversion.withWebhook(
                        webhook.withClientConfig(client.withService(service.withPort(HTTPS))));
    }

    /// What is true of a definition once its names are settled and, if they are its own, its
    /// objects are served.
    static CustomResourceDefinition settled(
            CustomResourceDefinition definition, Naming naming, Instant now) {
        var named = definition.withStatus(definition.status().withAcceptedNames(naming.names()));
        var accepted =
                naming.isWhole()
                        ? with(
                                named,
                                NAMES_ACCEPTED,
                                true,
                                "NoConflicts",
                                "no conflicts found",
                                now)
                        : with(
                                named,
                                NAMES_ACCEPTED,
                                false,
                                naming.reason(),
                                naming.message(),
                                now);
        return withStorage(approved(established(accepted, naming, now), now));
    }

    private static CustomResourceDefinition established(
            CustomResourceDefinition definition, Naming naming, Instant now) {
        if (is(definition, ESTABLISHED)) {
            return definition;
        }
        return naming.isWhole()
                ? with(
                        definition,
                        ESTABLISHED,
                        true,
                        "InitialNamesAccepted",
                        "the initial names have been accepted",
                        now)
                : with(
                        definition,
                        ESTABLISHED,
                        false,
                        "NotAccepted",
                        "not all names are accepted",
                        now);
    }

    private static CustomResourceDefinition approved(
            CustomResourceDefinition definition, Instant now) {
        return ApprovalRules.of(definition)
                .map(approval ->
                        with(
                                definition,
                                "KubernetesAPIApprovalPolicyConformant",
                                approval.standing() == ApprovalRules.Standing.APPROVED,
                                switch (approval.standing()) {
                                    case APPROVED -> "ApprovedAnnotation";
                                    case BYPASSED -> "UnapprovedAnnotation";
                                    case MISSING -> "MissingAnnotation";
                                    case INVALID -> "InvalidAnnotation";
                                },
                                approval.reason(),
                                now))
                .orElse(definition);
    }

    /// The definition as a delete leaves it: its objects are to go first.
    public static CustomResourceDefinition deleted(
            CustomResourceDefinition definition, Instant now) {
        var finalizers = new ArrayList<>(definition.metadata().finalizers());
        if (!finalizers.contains(CLEANUP)) {
            finalizers.add(CLEANUP);
        }
        var marked = definition.withMetadata(definition.metadata().withFinalizers(finalizers));
        return with(
                marked,
                TERMINATING,
                true,
                "InstanceDeletionPending",
                "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon",
                now);
    }

    /// Whether the server has yet to delete the objects of a definition that is to go.
    static boolean wantsCleanup(CustomResourceDefinition definition) {
        var metadata = definition.metadata();
        return metadata.deletionTimestamp() != null && metadata.finalizers().contains(CLEANUP);
    }

    /// The definition once its objects are gone: nothing of the server's keeps it any more.
    static CustomResourceDefinition cleaned(CustomResourceDefinition definition) {
        return definition.withMetadata(
                definition
                        .metadata()
                        .withFinalizers(
                                definition.metadata().finalizers().stream()
                                        .filter(finalizer -> !finalizer.equals(CLEANUP))
                                        .toList()));
    }

    /// Remembers every version under which objects may have been stored.
    ///
    /// @param old whose status stays
    public static CustomResourceDefinition withStorage(
            CustomResourceDefinition definition, CustomResourceDefinition old) {
        return withStorage(definition.withStatus(old.status()));
    }

    static CustomResourceDefinition withStorage(CustomResourceDefinition definition) {
        var stored = new ArrayList<>(definition.status().storedVersions());
        for (var version : storage(definition)) {
            if (!stored.contains(version)) {
                stored.add(version);
            }
        }
        return definition.withStatus(definition.status().withStoredVersions(stored));
    }

    private static List<String> storage(CustomResourceDefinition definition) {
        return definition.spec().versions().stream()
                .filter(version -> version.storage())
                .map(version -> version.name())
                .limit(1)
                .toList();
    }

    public static boolean is(CustomResourceDefinition definition, String type) {
        var condition = condition(definition, type);
        return condition != null && condition.status().equals("True");
    }

    private static @Nullable CustomResourceDefinitionCondition condition(
            CustomResourceDefinition definition, String type) {
        return definition.status().conditions().stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst()
                .orElse(null);
    }

    /// The definition with this condition; the time changes only with the status.
    static CustomResourceDefinition with(
            CustomResourceDefinition definition,
            String type,
            boolean status,
            String reason,
            String message,
            Instant now) {
        var conditions = new ArrayList<CustomResourceDefinitionCondition>();
        var text = status ? "True" : "False";
        var known = condition(definition, type);
        var time = known != null && known.status().equals(text) ? known.lastTransitionTime() : now;
        var condition =
                CustomResourceDefinitionCondition.EMPTY.toBuilder()
                        .type(type)
                        .status(text)
                        .reason(reason)
                        .message(message)
                        .lastTransitionTime(time)
                        .build();
        boolean placed = false;
        for (var other : definition.status().conditions()) {
            conditions.add(other.type().equals(type) ? condition : other);
            placed |= other.type().equals(type);
        }
        if (!placed) {
            conditions.add(condition);
        }
        return definition.withStatus(definition.status().withConditions(conditions));
    }
}
