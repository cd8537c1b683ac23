package dev.jong.apiserver.authorization;

import dev.jong.api.GroupKind;
import dev.jong.api.errors.ApiException;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.resource.v1.AllocatedDeviceStatus;
import dev.jong.api.resource.v1.AllocationResult;
import dev.jong.api.resource.v1.ResourceClaim;
import dev.jong.api.resource.v1.ResourceClaimStatus;
import dev.jong.apiserver.admission.Admission;
import dev.jong.apiserver.admission.AdmissionRequest;
import dev.jong.apiserver.admission.Operation;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.request.User;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Who writes the status of a ResourceClaim needs more than that: permission for
/// `resourceclaims/binding` to say what it gets and who uses it, and for `resourceclaims/driver`,
/// by the driver's name, to say something of a driver's devices. Drivers have the latter for claims
/// of their own node (`associated-node:update`) or of any (`arbitrary-node:update`).
///
/// Source: upstream's gate `DRAResourceClaimGranularStatusAuthorization`, on by default in 1.36;
/// where it is off the server does without.
public final class ClaimStatusPermission implements Admission {
    private static final String GROUP = "resource.k8s.io";
    private static final String PLURAL = "resourceclaims";
    private static final String NODE = "authentication.kubernetes.io/node-name";
    private static final String ACCOUNT = "system:serviceaccount:";

    private final Authorizer authorizer;

    public ClaimStatusPermission(Authorizer authorizer) {
        this.authorizer = authorizer;
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() == Operation.UPDATE
                && request.subresource().equals("status")
                && request.kind().equals(ResourceClaim.KIND);
    }

    @Override
    public void validate(AdmissionRequest request) {
        if (!(request.object() instanceof ResourceClaim now)
                || !(request.old() instanceof ResourceClaim old)) {
            return;
        }
        var errors = new FieldErrors();
        var verb = RequestContext.current().verb();
        binding(request, verb, now.status(), old.status(), errors);
        devices(request, verb, now.status(), old.status(), errors);
        if (!errors.isEmpty()) {
            throw ApiException.invalid(
                    new GroupKind(GROUP, ResourceClaim.KIND.name()), request.name(), errors.list());
        }
    }

    private void binding(
            AdmissionRequest request,
            String verb,
            ResourceClaimStatus now,
            ResourceClaimStatus old,
            FieldErrors errors) {
        if (Objects.equals(now.allocation(), old.allocation())
                && now.reservedFor().equals(old.reservedFor())) {
            return;
        }
        var refusal = refusal(attributes(request, verb, "binding", "", ""));
        if (refusal != null) {
            errors.forbidden(
                    FieldPath.of("status", "allocation"),
                    "changing status.allocation or status.reservedFor requires"
                            + " resource=\"resourceclaims/binding\", verb=\""
                            + verb
                            + "\" permission: "
                            + refusal);
        }
    }

    private void devices(
            AdmissionRequest request,
            String verb,
            ResourceClaimStatus now,
            ResourceClaimStatus old,
            FieldErrors errors) {
        var allocation = now.allocation();
        if (allocation == null) {
            return; // what is said of devices goes with them
        }
        var verbs = verbs(request.user(), verb, allocation);
        for (var driver : changed(now, old)) {
            var refusal = refusal(request, verbs, driver);
            if (refusal != null) {
                errors.forbidden(
                        FieldPath.of("status", "devices"),
                        "changing status.devices requires resource=\"resourceclaims/driver\","
                                + " verb=\"["
                                + String.join(" ", verbs)
                                + "]\" permission: "
                                + refusal);
            }
        }
    }

    private static List<String> verbs(User user, String verb, AllocationResult allocation) {
        var anywhere = "arbitrary-node:" + verb;
        return user.name().startsWith(ACCOUNT)
                        && user.extra().getOrDefault(NODE, List.of()).equals(nodes(allocation))
                ? List.of("associated-node:" + verb, anywhere)
                : List.of(anywhere);
    }

    /// The node whose devices were given, if they are all of one.
    private static @Nullable List<String> nodes(AllocationResult allocation) {
        var selector = allocation.nodeSelector();
        if (selector == null || selector.nodeSelectorTerms().size() != 1) {
            return null;
        }
        var term = selector.nodeSelectorTerms().getFirst();
        if (!term.matchExpressions().isEmpty() || term.matchFields().size() != 1) {
            return null;
        }
        var field = term.matchFields().getFirst();
        return field.key().equals("metadata.name")
                        && field.operator().equals("In")
                        && field.values().size() == 1
                ? field.values()
                : null;
    }

    /// Drivers of whose devices something else is said than before.
    private static Set<String> changed(ResourceClaimStatus now, ResourceClaimStatus old) {
        Map<List<String>, AllocatedDeviceStatus> before = new HashMap<>();
        old.devices().forEach(device -> before.put(identity(device), device));
        var drivers = new TreeSet<String>();
        for (var device : now.devices()) {
            if (!device.equals(before.remove(identity(device)))) {
                drivers.add(device.driver());
            }
        }
        before.values().forEach(device -> drivers.add(device.driver()));
        return drivers;
    }

    private static List<String> identity(AllocatedDeviceStatus device) {
        var share = Objects.requireNonNullElse(device.shareId(), "");
        return List.of(device.driver(), device.pool(), device.device(), share);
    }

    /// The first refusal when no verb is allowed.
    private @Nullable String refusal(AdmissionRequest request, List<String> verbs, String driver) {
        String first = null;
        for (var verb : verbs) {
            var refusal = refusal(attributes(request, verb, "driver", request.namespace(), driver));
            if (refusal == null) {
                return null;
            }
            first = first == null ? refusal : first;
        }
        return first;
    }

    private @Nullable String refusal(Attributes attributes) {
        var decision = authorizer.decide(attributes);
        return decision.allowed()
                ? null
                : String.valueOf(Forbidden.of(attributes, decision.reason()).getMessage());
    }

    private static Attributes attributes(
            AdmissionRequest request, String verb, String part, String namespace, String name) {
        return new Attributes(
                request.user(),
                true,
                verb,
                GROUP,
                ResourceClaim.KIND.version(),
                namespace,
                PLURAL,
                part,
                name,
                "");
    }
}
