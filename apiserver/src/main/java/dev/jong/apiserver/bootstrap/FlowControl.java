package dev.jong.apiserver.bootstrap;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.errors.ApiException;
import dev.jong.api.flowcontrol.v1.ExemptPriorityLevelConfiguration;
import dev.jong.api.flowcontrol.v1.FlowDistinguisherMethod;
import dev.jong.api.flowcontrol.v1.FlowSchema;
import dev.jong.api.flowcontrol.v1.FlowSchemaSpec;
import dev.jong.api.flowcontrol.v1.GroupSubject;
import dev.jong.api.flowcontrol.v1.LimitResponse;
import dev.jong.api.flowcontrol.v1.LimitedPriorityLevelConfiguration;
import dev.jong.api.flowcontrol.v1.NonResourcePolicyRule;
import dev.jong.api.flowcontrol.v1.PolicyRulesWithSubjects;
import dev.jong.api.flowcontrol.v1.PriorityLevelConfiguration;
import dev.jong.api.flowcontrol.v1.PriorityLevelConfigurationReference;
import dev.jong.api.flowcontrol.v1.PriorityLevelConfigurationSpec;
import dev.jong.api.flowcontrol.v1.QueuingConfiguration;
import dev.jong.api.flowcontrol.v1.ResourcePolicyRule;
import dev.jong.api.flowcontrol.v1.ServiceAccountSubject;
import dev.jong.api.flowcontrol.v1.Subject;
import dev.jong.api.flowcontrol.v1.UserSubject;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.registry.WriteOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The priority levels and flow schemas that upstream's servers begin with, and their upkeep:
/// `exempt` and `catch-all` are always as they should be; the others as long as their annotation
/// says so.
public final class FlowControl {
    private static final String AUTOUPDATE = "apf.kubernetes.io/autoupdate-spec";
    private static final String EXEMPT = "exempt";
    private static final String REST = "catch-all";
    private static final List<String> ANY = List.of("*");
    private static final ResourcePolicyRule ANY_RESOURCE =
            new ResourcePolicyRule(ANY, ANY, ANY, true, ANY);
    private static final NonResourcePolicyRule ANY_PATH = new NonResourcePolicyRule(ANY, ANY);
    private static final int QUEUE_LENGTH = 50;

    private static final FlowSchema CATCH_ALL =
            schema(
                    REST,
                    REST,
                    10_000,
                    "ByUser",
                    everything(group("system:unauthenticated"), group("system:authenticated")));

    private static final List<FlowSchema> SCHEMAS = allSchemas();
    private static final List<PriorityLevelConfiguration> LEVELS =
            List.of(
                    level(
                            EXEMPT,
                            new PriorityLevelConfigurationSpec(
                                    "Exempt", null, new ExemptPriorityLevelConfiguration(0, 0))),
                    queued("system", 30, 33, 64, 6),
                    queued("node-high", 40, 25, 64, 6),
                    queued("leader-election", 10, 0, 16, 4),
                    queued("workload-high", 40, 50, 128, 6),
                    queued("workload-low", 100, 90, 128, 6),
                    queued("global-default", 20, 50, 128, 6),
                    level(REST, limited(5, 0, new LimitResponse("Reject", null))));

    private final Registry registry;

    public FlowControl(Registry registry) {
        this.registry = registry;
    }

    public static List<FlowSchema> schemas() {
        return SCHEMAS;
    }

    public static List<PriorityLevelConfiguration> levels() {
        return LEVELS;
    }

    /// Those without which no server serves, be they stored or not.
    public static List<FlowSchema> mandatorySchemas() {
        return SCHEMAS.stream().filter(schema -> isMandatory(schema.name())).toList();
    }

    /// Those without which no server serves, be they stored or not.
    public static List<PriorityLevelConfiguration> mandatoryLevels() {
        return LEVELS.stream().filter(level -> isMandatory(level.name())).toList();
    }

    private static boolean isMandatory(String name) {
        return name.equals(EXEMPT) || name.equals(REST);
    }

    /// Makes what is missing, and mends what was changed and is ours.
    public void ensure() {
        for (var level : LEVELS) {
            keep(
                    level,
                    stored -> stored.spec().equals(level.spec()) || exemptAlike(stored, level),
                    stored -> stored.withSpec(level.spec()));
        }
        for (var schema : SCHEMAS) {
            keep(
                    schema,
                    stored -> stored.spec().equals(schema.spec()),
                    stored -> stored.withSpec(schema.spec()));
        }
    }

    /// People may change what `exempt` lends.
    private static boolean exemptAlike(
            PriorityLevelConfiguration stored, PriorityLevelConfiguration wanted) {
        return wanted.name().equals(EXEMPT)
                && stored.spec().withExempt(null).equals(wanted.spec().withExempt(null));
    }

    @SuppressWarnings("unchecked")
    private <T extends KubernetesObject> void keep(
            T wanted, Predicate<T> good, UnaryOperator<T> mend) {
        var verbs = registry.of((Kind<T>) wanted.kind());
        var name = wanted.name();
        try {
            var stored = verbs.get("", name).object();
            boolean ours =
                    isMandatory(name)
                            || "true".equals(stored.metadata().annotations().get(AUTOUPDATE));
            if (ours && !good.test(stored)) {
                verbs.change("", name, "", mend, WriteOptions.OWN);
            }
        } catch (ApiException.NotFound _) {
            Ensured.exists(registry, wanted);
        }
    }

    private static List<FlowSchema> allSchemas() {
        var all = new ArrayList<FlowSchema>();
        var nodes = group("system:nodes");
        all.add(schema("exempt", "exempt", 1, null, everything(group("system:masters"))));
        all.add(
                schema(
                        "probes",
                        "exempt",
                        2,
                        null,
                        new PolicyRulesWithSubjects(
                                List.of(
                                        group("system:unauthenticated"),
                                        group("system:authenticated")),
                                List.of(),
                                List.of(
                                        new NonResourcePolicyRule(
                                                List.of("get"),
                                                List.of("/healthz", "/readyz", "/livez"))))));
        var electors =
                List.of(
                        user("system:kube-controller-manager"),
                        user("system:kube-scheduler"),
                        account("kube-system", "*"));
        all.add(
                schema(
                        "system-leader-election",
                        "leader-election",
                        100,
                        "ByUser",
                        new PolicyRulesWithSubjects(
                                electors,
                                List.of(
                                        new ResourcePolicyRule(
                                                List.of("get", "create", "update"),
                                                List.of("coordination.k8s.io"),
                                                List.of("leases"),
                                                false,
                                                ANY)),
                                List.of())));
        all.add(
                schema(
                        "system-node-high",
                        "node-high",
                        400,
                        "ByUser",
                        new PolicyRulesWithSubjects(
                                List.of(nodes),
                                List.of(
                                        new ResourcePolicyRule(
                                                ANY,
                                                List.of(""),
                                                List.of("nodes", "nodes/status"),
                                                true,
                                                ANY),
                                        new ResourcePolicyRule(
                                                ANY,
                                                List.of("coordination.k8s.io"),
                                                List.of("leases"),
                                                false,
                                                ANY)),
                                List.of())));
        all.add(schema("system-nodes", "system", 500, "ByUser", everything(nodes)));
        all.add(
                schema(
                        "kube-controller-manager",
                        "workload-high",
                        800,
                        "ByNamespace",
                        everything(user("system:kube-controller-manager"))));
        all.add(
                schema(
                        "kube-scheduler",
                        "workload-high",
                        800,
                        "ByNamespace",
                        everything(user("system:kube-scheduler"))));
        all.add(
                schema(
                        "kube-system-service-accounts",
                        "workload-high",
                        900,
                        "ByNamespace",
                        everything(account("kube-system", "*"))));
        all.add(
                schema(
                        "service-accounts",
                        "workload-low",
                        9000,
                        "ByUser",
                        everything(group("system:serviceaccounts"))));
        all.add(
                schema(
                        "global-default",
                        "global-default",
                        9900,
                        "ByUser",
                        everything(
                                group("system:unauthenticated"), group("system:authenticated"))));
        all.add(CATCH_ALL);
        return List.copyOf(all);
    }

    private static PriorityLevelConfiguration queued(
            String name, int shares, int lendable, int queues, int hand) {
        var queuing = new QueuingConfiguration(queues, hand, QUEUE_LENGTH);
        return level(name, limited(shares, lendable, new LimitResponse("Queue", queuing)));
    }

    private static PriorityLevelConfigurationSpec limited(
            int shares, int lendable, LimitResponse response) {
        return new PriorityLevelConfigurationSpec(
                "Limited",
                new LimitedPriorityLevelConfiguration(shares, response, lendable, null),
                null);
    }

    private static PriorityLevelConfiguration level(
            String name, PriorityLevelConfigurationSpec spec) {
        return PriorityLevelConfiguration.EMPTY.withMetadata(named(name)).withSpec(spec);
    }

    private static FlowSchema schema(
            String name,
            String level,
            int precedence,
            @Nullable String distinguisher,
            PolicyRulesWithSubjects rule) {
        var spec =
                new FlowSchemaSpec(
                        new PriorityLevelConfigurationReference(level),
                        precedence,
                        distinguisher == null ? null : new FlowDistinguisherMethod(distinguisher),
                        List.of(rule));
        return FlowSchema.EMPTY.withMetadata(named(name)).withSpec(spec);
    }

    private static PolicyRulesWithSubjects everything(Subject... subjects) {
        return new PolicyRulesWithSubjects(
                new ArrayList<>(List.of(subjects)), List.of(ANY_RESOURCE), List.of(ANY_PATH));
    }

    private static Subject group(String name) {
        return new Subject("Group", null, new GroupSubject(name), null);
    }

    private static Subject user(String name) {
        return new Subject("User", new UserSubject(name), null, null);
    }

    private static Subject account(String namespace, String name) {
        return new Subject(
                "ServiceAccount", null, null, new ServiceAccountSubject(namespace, name));
    }

    private static ObjectMeta named(String name) {
        return ObjectMeta.builder().name(name).annotations(Map.of(AUTOUPDATE, "true")).build();
    }
}
