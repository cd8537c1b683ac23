package dev.jong.apiserver.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.authorization.v1.LocalSubjectAccessReview;
import dev.jong.api.authorization.v1.SelfSubjectAccessReview;
import dev.jong.api.authorization.v1.SubjectAccessReview;
import dev.jong.api.core.v1.Endpoints;
import dev.jong.api.core.v1.LimitRange;
import dev.jong.api.core.v1.Namespace;
import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.ResourceQuota;
import dev.jong.api.discovery.v1.EndpointSlice;
import dev.jong.api.flowcontrol.v1.FlowSchema;
import dev.jong.api.networking.v1.Ingress;
import dev.jong.api.networking.v1.IngressClass;
import dev.jong.api.networking.v1.NetworkPolicy;
import dev.jong.api.node.v1.RuntimeClass;
import dev.jong.api.storage.v1.CSINode;
import dev.jong.api.storage.v1.StorageClass;
import dev.jong.api.storage.v1.VolumeAttachment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterKindsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{type: Bogus} | spec.limits[0].type: Invalid value: \"Bogus\": must be a standard limit type or fully qualified",
                "{type: Container, max: {other: 1}} | spec.limits[0].max[other]: Invalid value: \"other\": must be a standard resource for containers",
                "{type: Pod, default: {cpu: 1}} | spec.limits[0].default: Forbidden: may not be specified when `type` is 'Pod'",
                "{type: Container, min: {cpu: 2}, max: {cpu: 1}} | spec.limits[0].min[cpu]: Invalid value: \"2\": min value 2 is greater than max value 1",
                "{type: Container, default: {cpu: 1}, defaultRequest: {cpu: 2}} | spec.limits[0].defaultRequest[cpu]: Invalid value: \"2\": default request value 2 is greater than default limit value 1",
                "{type: Container, maxLimitRequestRatio: {cpu: 500m}} | spec.limits[0].maxLimitRequestRatio[cpu]: Invalid value: \"500m\": ratio 500m is less than 1",
                "{type: Container, min: {cpu: 1}, max: {cpu: 2}, maxLimitRequestRatio: {cpu: 4}} | spec.limits[0].maxLimitRequestRatio[cpu]: Invalid value: \"4\": ratio 4 is greater than max/min = 2.000000",
                "{type: PersistentVolumeClaim} | spec.limits[0].limits: Required value: either minimum or maximum storage value is required, but neither was provided"
            })
    void findsWhatIsWrongWithALimitRange(String limit, String error) {
        assertThat(Wrong.with(LimitRange.KIND, "{spec: {limits: [" + limit + "]}}"))
                .contains(error);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "hard: {storage: 1} | spec.hard[storage]: Invalid value: \"storage\": must be a standard resource for quota",
                "hard: {pods: 500m} | spec.hard[pods]: Invalid value: \"500m\": must be an integer",
                "scopes: [Bogus] | spec.scopes: Invalid value: [\"Bogus\"]: unsupported scope",
                "scopes: [BestEffort], hard: {cpu: 1} | spec.scopes: Invalid value: [\"BestEffort\"]: unsupported scope applied to resource",
                "scopes: [Terminating, NotTerminating] | spec.scopes: Invalid value: [\"Terminating\",\"NotTerminating\"]: conflicting scopes",
                "scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator: In}]} | spec.scopeSelector.matchExpressions.values: Required value: must be at least one value when `operator` is 'In' or 'NotIn' for scope selector"
            })
    void findsWhatIsWrongWithAQuota(String spec, String error) {
        assertThat(Wrong.with(ResourceQuota.KIND, "{spec: {" + spec + "}}")).containsExactly(error);
    }

    @Test
    void keepsTheScopesOfAQuota() {
        var one = "{spec: {scopes: [BestEffort]}}";
        assertThat(Wrong.withUpdate(ResourceQuota.KIND, one, one)).isEmpty();
        assertThat(Wrong.withUpdate(ResourceQuota.KIND, "{}", one))
                .containsExactly("spec.scopes: Invalid value: null: field is immutable");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{provisioner: 'a b'} | provisioner: Invalid value: \"a b\"",
                "{provisioner: a, allowedTopologies: [{}]} | allowedTopologies[0].matchLabelExpressions: Duplicate value: \"\"",
                "{provisioner: a, allowedTopologies: [{matchLabelExpressions: [{key: k}]}]} | allowedTopologies[0].matchLabelExpressions[0].values: Required value",
                "{provisioner: a, parameters: {'': x}} | parameters: Invalid value: \"\": field can not be empty."
            })
    void findsWhatIsWrongWithAStorageClass(String yaml, String error) {
        assertThat(Wrong.with(StorageClass.KIND, yaml))
                .isNotEmpty()
                .allMatch(found -> found.startsWith(error));
    }

    @Test
    void keepsWhatDriversSaidOfANodeAndWhatIsAttached() {
        var node = "{spec: {drivers: [{name: d, nodeID: i, allocatable: {count: 1}}]}}";
        assertThat(Wrong.withUpdate(CSINode.KIND, node.replace("count: 1", "count: 2"), node))
                .isEmpty();
        assertThat(Wrong.withUpdate(CSINode.KIND, node.replace("nodeID: i", "nodeID: j"), node))
                .singleElement()
                .asString()
                .startsWith("spec.drivers: Invalid value: {")
                .endsWith("field is immutable");
        assertThat(
                        Wrong.withUpdate(
                                VolumeAttachment.KIND,
                                "{spec: {nodeName: a}}",
                                "{spec: {nodeName: b}}"))
                .singleElement()
                .asString()
                .endsWith("field is immutable");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "addresses: [{ip: x}] | subsets[0].addresses[0].ip: Invalid value: \"x\": must be a valid IP address",
                "addresses: [{ip: 10.0.0.1, nodeName: A}] | subsets[0].addresses[0].nodeName: Invalid value: \"A\"",
                "addresses: [{ip: 10.0.0.1}], ports: [{port: 1, appProtocol: '!'}] | subsets[0].ports[0].appProtocol: Invalid value: \"!\""
            })
    void findsWhatIsWrongWithEndpoints(String subset, String error) {
        assertThat(Wrong.with(Endpoints.KIND, "{subsets: [{" + subset + "}]}"))
                .anyMatch(found -> found.startsWith(error));
    }

    @Test
    void findsWhatIsWrongWithHints() {
        assertThat(
                        Wrong.with(
                                EndpointSlice.KIND,
                                "{addressType: IPv4, endpoints: [{addresses: [10.0.0.1], hints:"
                                        + " {forZones: [{name: a}, {name: a}]}}]}"))
                .containsExactly("endpoints[0].hints.forZones[1].name: Duplicate value: \"a\"");
    }

    @Test
    void takesTheOneRangeOfANodeForTheList() {
        var node = Wrong.read(Node.KIND, "{spec: {podCIDR: 10.0.0.0/24}}");
        assertThat(node.spec().podCidrs()).containsExactly("10.0.0.0/24");
        assertThat(Wrong.with(Node.KIND, "{spec: {podCIDR: x}}"))
                .containsExactly(
                        "spec.podCIDRs[0]: Invalid value: \"x\": must be a valid CIDR value, (e.g."
                                + " 10.9.8.0/24 or 2001:db8::/64)");
        assertThat(Wrong.with(Node.KIND, "{status: {capacity: {pods: -1}}}"))
                .contains(
                        "status.capacity.pods: Invalid value: \"-1\": must be greater than or equal"
                                + " to 0");
    }

    @Test
    void knowsThePhasesAndFinalizersOfANamespace() {
        assertThat(Wrong.with(Namespace.KIND, "{spec: {finalizers: [bogus]}}"))
                .containsExactly(
                        "spec.finalizers: Invalid value: \"bogus\": name is neither a standard"
                                + " finalizer name nor is it fully qualified");
        var going = Wrong.read(Namespace.KIND, "{status: {phase: Terminating}}");
        assertThat(Wrong.texts(NamespaceRules.status(going)))
                .containsExactly(
                        "status.Phase: Invalid value: \"Terminating\": may only be 'Active' if"
                                + " `deletionTimestamp` is empty");
    }

    @Test
    void checksStatuses() {
        var schema = Wrong.read(FlowSchema.KIND, "{status: {conditions: [{type: a}, {type: a}]}}");
        assertThat(Wrong.texts(FlowControlRules.status(schema)))
                .containsExactly("status.conditions[1].type: Duplicate value: \"a\"");
        var ingress =
                Wrong.read(
                        Ingress.KIND,
                        "{status: {loadBalancer: {ingress: [{hostname: 10.0.0.1}]}}}");
        assertThat(Wrong.texts(NetworkingRules.status(ingress)))
                .containsExactly(
                        "status.loadBalancer.ingress[0].hostname: Invalid value: \"10.0.0.1\": must"
                                + " be a DNS name, not an IP address");
        assertThat(
                        Wrong.with(
                                NetworkPolicy.KIND,
                                "{spec: {policyTypes: [Ingress, Egress, Ingress]}}"))
                .containsExactly(
                        "spec.policyTypes: Invalid value: [\"Ingress\",\"Egress\",\"Ingress\"]: may"
                                + " not specify more than two policyTypes");
    }

    @Test
    void demandsWholeQuestionsOfAccess() {
        var nothing =
                "spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes"
                        + " or resourceAttributes must be specified";
        assertThat(
                        Wrong.texts(
                                AccessReviewRules.self(
                                        Wrong.read(SelfSubjectAccessReview.KIND, "{}"))))
                .containsExactly(nothing);
        assertThat(
                        Wrong.texts(
                                AccessReviewRules.subject(
                                        Wrong.read(SubjectAccessReview.KIND, "{}"))))
                .containsExactly(
                        nothing,
                        "spec.user: Invalid value: \"\": at least one of user or group must be"
                                + " specified");
        assertThat(
                        Wrong.texts(
                                AccessReviewRules.local(
                                        Wrong.read(
                                                LocalSubjectAccessReview.KIND,
                                                "{metadata: {namespace: a}, spec: {user: u,"
                                                        + " resourceAttributes: {namespace: b,"
                                                        + " labelSelector: {}}}}"))))
                .containsExactly(
                        "spec.resourceAttributes.labelSelector.requirements: Required value: when"
                                + " spec.resourceAttributes.labelSelector is specified, requirements or"
                                + " rawSelector is required",
                        "spec.resourceAttributes.namespace: Invalid value: \"b\": must match"
                                + " metadata.namespace");
    }

    @Test
    void comparesTheTolerationsOfARuntimeClass() {
        var twice = "{key: k, operator: Exists, effect: NoSchedule}";
        assertThat(
                        Wrong.with(
                                RuntimeClass.KIND,
                                "{handler: h, scheduling: {tolerations: ["
                                        + twice
                                        + ", "
                                        + twice
                                        + "]}}"))
                .containsExactly(
                        "scheduling.tolerations[1]: Duplicate value:"
                                + " {\"Key\":\"k\",\"Operator\":\"Exists\",\"Value\":\"\",\"Effect\":\"NoSchedule\",\"TolerationSeconds\":null}");
    }

    @Test
    void checksTheFeaturesOfANode() {
        assertThat(Wrong.with(Node.KIND, "{status: {declaredFeatures: [B, A, A]}}"))
                .containsExactly(
                        "status.declaredFeatures[1]: Invalid value: \"A\": list must be sorted"
                                + " alphabetically",
                        "status.declaredFeatures[2]: Duplicate value: \"A\"");
        assertThat(Wrong.withUpdate(Node.KIND, "{spec: {externalID: a}}", "{}"))
                .containsExactly("spec.externalID: Forbidden: may not be updated");
    }

    @Test
    void checksWhatAnIngressPointsAt() {
        assertThat(
                        Wrong.with(
                                Ingress.KIND,
                                "{spec: {defaultBackend: {resource: {kind: '', name: a/b}}}}"))
                .containsExactly(
                        "spec.defaultBackend.resource.kind: Required value",
                        "spec.defaultBackend.resource.name: Invalid value: \"a/b\": may not contain"
                                + " '/'");
        assertThat(Wrong.with(IngressClass.KIND, "{spec: {controller: 'a.io/b c'}}"))
                .singleElement()
                .asString()
                .startsWith("spec.controller: Invalid value: \"b c\": Invalid path (regex used");
    }
}
