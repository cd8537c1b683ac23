package dev.jong.apiserver.table.columns;

import dev.jong.api.Quantity;
import dev.jong.api.admissionregistration.v1.MutatingAdmissionPolicy;
import dev.jong.api.admissionregistration.v1.MutatingAdmissionPolicyBinding;
import dev.jong.api.admissionregistration.v1.MutatingWebhookConfiguration;
import dev.jong.api.admissionregistration.v1.ParamKind;
import dev.jong.api.admissionregistration.v1.ParamRef;
import dev.jong.api.admissionregistration.v1.ValidatingAdmissionPolicy;
import dev.jong.api.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import dev.jong.api.admissionregistration.v1.ValidatingWebhookConfiguration;
import dev.jong.api.core.v1.ResourceQuota;
import dev.jong.api.flowcontrol.v1.FlowSchema;
import dev.jong.api.flowcontrol.v1.PriorityLevelConfiguration;
import dev.jong.api.flowcontrol.v1.QueuingConfiguration;
import dev.jong.api.meta.v1.LabelSelector;
import dev.jong.api.policy.v1.PodDisruptionBudget;
import dev.jong.api.resource.v1.DeviceClass;
import dev.jong.api.resource.v1.ResourceClaim;
import dev.jong.api.resource.v1.ResourceClaimTemplate;
import dev.jong.api.resource.v1.ResourceSlice;
import dev.jong.apiserver.registry.Column;
import dev.jong.apiserver.table.Columns;
import java.util.ArrayList;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Limits, admission, flow control and devices.
final class PolicyColumns {
    private static final String NOT_SET = "N/A";

    private PolicyColumns() {}

    static void addTo(ColumnSet set) {
        set.put(
                PodDisruptionBudget.KIND,
                Columns.name(),
                Column.text("Min Available", each -> orNotSet(each.spec().minAvailable())),
                Column.text("Max Unavailable", each -> orNotSet(each.spec().maxUnavailable())),
                Column.number("Allowed Disruptions", each -> each.status().disruptionsAllowed()),
                Columns.age());
        set.put(
                ResourceQuota.KIND,
                Columns.name(),
                Column.text("Request", quota -> used(quota, false)),
                Column.text("Limit", quota -> used(quota, true)),
                Columns.age());
        addAdmission(set);
        addFlowControl(set);
        addDevices(set);
    }

    private static void addAdmission(ColumnSet set) {
        set.put(
                MutatingWebhookConfiguration.KIND,
                Columns.name(),
                Column.number("Webhooks", each -> each.webhooks().size()),
                Columns.age());
        set.put(
                ValidatingWebhookConfiguration.KIND,
                Columns.name(),
                Column.number("Webhooks", each -> each.webhooks().size()),
                Columns.age());
        set.put(
                ValidatingAdmissionPolicy.KIND,
                Columns.name(),
                Column.number("Validations", each -> each.spec().validations().size()),
                Column.text("ParamKind", each -> kind(each.spec().paramKind())),
                Columns.age());
        set.put(
                MutatingAdmissionPolicy.KIND,
                Columns.name(),
                Column.number("Mutations", each -> each.spec().mutations().size()),
                Column.text("ParamKind", each -> kind(each.spec().paramKind())),
                Columns.age());
        set.put(
                ValidatingAdmissionPolicyBinding.KIND,
                Columns.name(),
                Column.text("PolicyName", each -> Cells.orEmpty(each.spec().policyName())),
                Column.text("ParamRef", each -> parameters(each.spec().paramRef())),
                Columns.age());
        set.put(
                MutatingAdmissionPolicyBinding.KIND,
                Columns.name(),
                Column.text("PolicyName", each -> Cells.orEmpty(each.spec().policyName())),
                Column.text("ParamRef", each -> parameters(each.spec().paramRef())),
                Columns.age());
    }

    private static void addFlowControl(ColumnSet set) {
        set.put(
                FlowSchema.KIND,
                Columns.name(),
                Column.text(
                        "PriorityLevel", each -> each.spec().priorityLevelConfiguration().name()),
                Column.text("MatchingPrecedence", each -> each.spec().matchingPrecedence()),
                Column.text("DistinguisherMethod", PolicyColumns::distinguisher),
                Columns.age(),
                Column.text("MissingPL", PolicyColumns::dangling));
        set.put(
                PriorityLevelConfiguration.KIND,
                Columns.name(),
                Column.text("Type", each -> each.spec().type()),
                Column.text("NominalConcurrencyShares", PolicyColumns::shares),
                Column.text("Queues", each -> queuing(each, QueuingConfiguration::queues)),
                Column.text("HandSize", each -> queuing(each, QueuingConfiguration::handSize)),
                Column.text(
                        "QueueLengthLimit",
                        each -> queuing(each, QueuingConfiguration::queueLengthLimit)),
                Columns.age());
    }

    private static void addDevices(ColumnSet set) {
        set.put(DeviceClass.KIND, Columns.name(), Columns.age());
        set.put(
                ResourceClaim.KIND,
                Columns.name(),
                Column.text("State", PolicyColumns::state),
                Columns.age());
        set.put(ResourceClaimTemplate.KIND, Columns.name(), Columns.age());
        set.put(
                ResourceSlice.KIND,
                Columns.name(),
                Column.text("Node", slice -> Cells.orEmpty(slice.spec().nodeName())),
                Column.text("Driver", slice -> slice.spec().driver()),
                Column.text("Pool", slice -> slice.spec().pool().name()),
                Columns.age());
    }

    private static String orNotSet(@Nullable Object value) {
        return value == null ? NOT_SET : value.toString();
    }

    private static String used(ResourceQuota quota, boolean limits) {
        var used = quota.status().used();
        return new TreeMap<>(quota.status().hard())
                .entrySet().stream()
                        .filter(entry -> entry.getKey().startsWith("limits.") == limits)
                        .map(entry ->
                                entry.getKey()
                                        + ": "
                                        + zeroIfAbsent(used.get(entry.getKey()))
                                        + "/"
                                        + entry.getValue())
                        .collect(Collectors.joining(", "));
    }

    private static String zeroIfAbsent(@Nullable Quantity quantity) {
        return quantity == null ? "0" : quantity.toString();
    }

    private static String kind(@Nullable ParamKind kind) {
        if (kind == null) return Cells.UNSET;
        String version = Cells.orEmpty(kind.apiVersion());
        return version.isEmpty() ? Cells.orEmpty(kind.kind()) : version + "/" + kind.kind();
    }

    private static String parameters(@Nullable ParamRef reference) {
        if (reference == null) return Cells.UNSET;
        String name = Cells.orEmpty(reference.name());
        if (name.isEmpty())
            return reference.selector() == null ? Cells.UNSET : described(reference.selector());
        String namespace = Cells.orEmpty(reference.namespace());
        return (namespace.isEmpty() ? "*" : namespace) + "/" + name;
    }

    /// A selector as Go draws it, which is what upstream shows here.
    private static String described(LabelSelector selector) {
        var labels =
                new TreeMap<>(selector.matchLabels())
                        .entrySet().stream()
                                .map(entry -> entry.getKey() + ": " + entry.getValue() + ",")
                                .collect(Collectors.joining());
        var expressions =
                selector.matchExpressions().stream()
                        .map(each ->
                                "LabelSelectorRequirement{Key:"
                                        + each.key()
                                        + ",Operator:"
                                        + each.operator()
                                        + ",Values:["
                                        + String.join(" ", each.values())
                                        + "],},")
                        .collect(Collectors.joining());
        return "&LabelSelector{MatchLabels:map[string]string{"
                + labels
                + "},MatchExpressions:[]LabelSelectorRequirement{"
                + expressions
                + "},}";
    }

    private static String distinguisher(FlowSchema schema) {
        var method = schema.spec().distinguisherMethod();
        return method == null ? Cells.NONE : method.type();
    }

    private static String dangling(FlowSchema schema) {
        return schema.status().conditions().stream()
                .filter(condition -> "Dangling".equals(condition.type()))
                .map(condition -> Cells.orEmpty(condition.status()))
                .findFirst()
                .orElse("?");
    }

    private static Object shares(PriorityLevelConfiguration level) {
        var limited = level.spec().limited();
        return limited == null || limited.nominalConcurrencyShares() == null
                ? Cells.NONE
                : limited.nominalConcurrencyShares();
    }

    private static Object queuing(
            PriorityLevelConfiguration level, Function<QueuingConfiguration, Integer> part) {
        var limited = level.spec().limited();
        var queuing = limited == null ? null : limited.limitResponse().queuing();
        return queuing == null ? Cells.NONE : part.apply(queuing);
    }

    private static String state(ResourceClaim claim) {
        boolean deleted = claim.metadata().deletionTimestamp() != null;
        var states = new ArrayList<String>();
        if (deleted) states.add("deleted");
        if (claim.status().allocation() != null) {
            states.add("allocated");
            if (!claim.status().reservedFor().isEmpty()) states.add("reserved");
        } else if (!deleted) {
            states.add("pending");
        }
        return String.join(",", states);
    }
}
