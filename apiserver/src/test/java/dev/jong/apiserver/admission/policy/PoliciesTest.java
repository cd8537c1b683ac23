package dev.jong.apiserver.admission.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jong.api.admissionregistration.v1.MutatingAdmissionPolicy;
import dev.jong.api.admissionregistration.v1.MutatingAdmissionPolicyBinding;
import dev.jong.api.admissionregistration.v1.ValidatingAdmissionPolicy;
import dev.jong.api.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import dev.jong.api.apps.v1.Deployment;
import dev.jong.api.core.v1.ConfigMap;
import dev.jong.api.core.v1.ServiceAccount;
import dev.jong.api.errors.ApiException;
import dev.jong.apiserver.admission.LiveServer;
import dev.jong.apiserver.registry.WriteOptions;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.request.User;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoliciesTest {
    private static final String MAPS =
            "matchConstraints: {resourceRules: [{apiGroups: [''], apiVersions: [v1], operations:"
                    + " [CREATE, UPDATE], resources: [configmaps]}]}";

    @TempDir Path folder;

    private LiveServer server;

    @BeforeEach
    void start() {
        server = LiveServer.start(folder);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void policy(String spec) {
        server.create(
                ValidatingAdmissionPolicy.KIND,
                "{metadata: {name: p}, spec: {" + MAPS + ", " + spec + "}}");
    }

    private void bind(String rest) {
        server.create(
                ValidatingAdmissionPolicyBinding.KIND,
                "{metadata: {name: b}, spec: {policyName: p, " + rest + "}}");
        await().until(() -> seen() > 0);
    }

    private int seen() {
        return server.of(ValidatingAdmissionPolicyBinding.KIND)
                .list("", dev.jong.apiserver.registry.ListQuery.ALL.from("0"))
                .items()
                .size();
    }

    /// Once everything that was written is known.
    private ConfigMap map(String name, String data) {
        server.settle();
        return server.create(
                ConfigMap.KIND, "{metadata: {name: " + name + "}, data: " + data + "}");
    }

    @Test
    void refusesWhatThePolicyDoesNotAllow() {
        policy(
                "variables: [{name: size, expression: 'object.data.size()'}], validations:"
                        + " [{expression: 'variables.size < 2', messageExpression: '\"at most one,"
                        + " not \" + string(variables.size)'}]");
        bind("validationActions: [Deny]");
        assertThat(map("small", "{a: b}").name()).isEqualTo("small");
        assertThatThrownBy(() -> map("large", "{a: b, c: d}"))
                .isInstanceOf(ApiException.Invalid.class)
                .hasMessage(
                        "configmaps \"large\" is forbidden: ValidatingAdmissionPolicy 'p' with"
                                + " binding 'b' denied request: at most one, not 2");
    }

    /// Each costs more than half a million: less than one may, more than all may.
    private static final String COSTLY =
            "lists.range(300).all(x, lists.range(300).all(y, x + y >= 0))";

    private static String repeated(String validation) {
        return "validations: [" + String.join(", ", Collections.nCopies(20, validation)) + "]";
    }

    @Test
    void endsWhenThePolicyHasSpentItsBudget() {
        policy(repeated("{expression: '" + COSTLY + "'}"));
        bind("validationActions: [Deny]");
        assertThatThrownBy(() -> map("any", "{}"))
                .hasMessageEndingWith(
                        "denied request: validation failed due to running out of cost budget, no"
                                + " further validation rules will be run");
    }

    @Test
    void messagesSpendWhatTheValidationsLeft() {
        policy(
                repeated(
                        "{expression: 'false', messageExpression: '"
                                + COSTLY
                                + " ? \"yes\" : \"no\"'}"));
        bind("validationActions: [Deny]");
        assertThatThrownBy(() -> map("any", "{}"))
                .hasMessageEndingWith(
                        "denied request: failed messageExpression: validation failed due to running"
                                + " out of cost budget, no further validation rules will be run");
    }

    @Test
    void tellsTheReasonAndTheExpression() {
        policy("validations: [{expression: \"object.metadata.name != 'bad'\", reason: Forbidden}]");
        bind("validationActions: [Deny, Audit]");
        assertThatThrownBy(() -> map("bad", "{}"))
                .isInstanceOf(ApiException.Forbidden.class)
                .hasMessageEndingWith("failed expression: object.metadata.name != 'bad'");
    }

    @Test
    void onlyWarnsWhenTheBindingSaysSo() {
        policy("validations: [{expression: 'false', message: careful}]");
        bind("validationActions: [Warn]");
        var context = RequestContext.of(User.of("jane", List.of()));
        context.run(() -> map("warned", "{}"));
        assertThat(context.warnings().texts())
                .containsExactly(
                        "Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b':"
                                + " careful");
    }

    @Test
    void failsOrNotWhenAnExpressionDoes() {
        policy("validations: [{expression: \"object.data.nope == 'x'\"}]");
        bind("validationActions: [Deny]");
        assertThatThrownBy(() -> map("broken", "{a: b}"))
                .hasMessageEndingWith(
                        "expression 'object.data.nope == 'x'' resulted in error: no such key:"
                                + " nope");
        server.of(ValidatingAdmissionPolicy.KIND)
                .change(
                        "",
                        "p",
                        "",
                        policy -> policy.withSpec(policy.spec().withFailurePolicy("Ignore")),
                        WriteOptions.DEFAULT);
        await().untilAsserted(() -> assertThat(map("passes", "{a: b}").name()).isNotEmpty());
    }

    @Test
    void asksOnlyWhenItsConditionsHold() {
        policy(
                "matchConditions: [{name: notjane, expression: \"request.userInfo.username !="
                        + " 'jane'\"}], validations: [{expression: 'false'}]");
        bind("validationActions: [Deny]");
        RequestContext.of(User.of("jane", List.of())).run(() -> map("hers", "{}"));
        assertThatThrownBy(() -> map("mine", "{}")).hasMessageContaining("denied request");
    }

    @Test
    void takesParametersFromAnotherObject() {
        policy(
                "paramKind: {apiVersion: v1, kind: ConfigMap}, validations: [{expression:"
                        + " \"object.metadata.name == 'limits' || object.data.size() <="
                        + " int(params.data.most)\"}]");
        bind(
                "validationActions: [Deny], paramRef: {name: limits, namespace: default,"
                        + " parameterNotFoundAction: Deny}");
        assertThatThrownBy(() -> map("early", "{}"))
                .hasMessageEndingWith(
                        "failed to configure binding: no params found for policy binding with"
                                + " `Deny` parameterNotFoundAction");
        server.of(ValidatingAdmissionPolicyBinding.KIND)
                .change(
                        "",
                        "b",
                        "",
                        binding ->
                                binding.withSpec(
                                        binding.spec()
                                                .withParamRef(
                                                        binding.spec()
                                                                .paramRef()
                                                                .withParameterNotFoundAction(
                                                                        "Allow"))),
                        WriteOptions.DEFAULT);
        await().untilAsserted(() -> map("limits", "{most: '1'}"));
        assertThat(map("one", "{a: b}").name()).isEqualTo("one");
        assertThatThrownBy(() -> map("two", "{a: b, c: d}"))
                .hasMessageContaining("denied request: failed expression");
    }

    @Test
    void parametersAreOfAnyKind() {
        server.create(ServiceAccount.KIND, "{metadata: {name: limits, annotations: {most: '1'}}}");
        policy(
                "paramKind: {apiVersion: v1, kind: ServiceAccount}, validations: [{expression:"
                        + " \"object.data.size() <= int(params.metadata.annotations.most)\"}]");
        bind(
                "validationActions: [Deny], paramRef: {name: limits, namespace: default,"
                        + " parameterNotFoundAction: Deny}");
        assertThat(map("one", "{a: b}").name()).isEqualTo("one");
        assertThatThrownBy(() -> map("two", "{a: b, c: d}"))
                .hasMessageContaining("denied request: failed expression");
    }

    @Test
    void warnsOfTypesThatDoNotFit() {
        server.create(
                ValidatingAdmissionPolicy.KIND,
                """
                metadata: {name: typed}
                spec:
                  matchConstraints: {resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: ['*'], resources: [deployments]}]}
                  variables: [{name: r, expression: object.spec.replicas}]
                  validations:
                  - {expression: "object.spec.replicas > '1'", messageExpression: 'string(object.spec.maxReplicas)'}
                  - {expression: variables.r < 10}
                """);
        await().untilAsserted(() -> {
            var status = server.get(ValidatingAdmissionPolicy.KIND, "typed").status();
            assertThat(status.observedGeneration()).isEqualTo(1);
            assertThat(status.typeChecking().expressionWarnings())
                    .extracting(warning -> warning.fieldRef())
                    .containsExactly(
                            "spec.validations[0].expression",
                            "spec.validations[0].messageExpression");
            assertThat(status.typeChecking().expressionWarnings().getFirst().warning())
                    .startsWith("apps/v1, Kind=Deployment: ")
                    .contains("found no matching overload for '_>_' applied to '(int, string)'\n");
            assertThat(status.typeChecking().expressionWarnings().getLast().warning())
                    .contains("undefined field 'maxReplicas'");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "validations: [{expression: 'nope'}] | spec.validations[0].expression: Invalid value: \"nope\": compilation failed: ERROR: <input>:1:1: undeclared reference to 'nope' (in container '')",
                "validations: [{expression: '1'}] | spec.validations[0].expression: Invalid value: \"1\": must evaluate to bool but got int",
                "validations: [{expression: 'true', messageExpression: '1'}] | spec.validations[0].messageExpression: Invalid value: \"1\": must evaluate to string but got int",
                "validations: [{expression: 'true', reason: X}] | spec.validations[0].reason: Unsupported value: \"X\": supported values: \"Forbidden\", \"Invalid\", \"RequestEntityTooLarge\"",
                "validations: [{expression: 'params.x == 1'}] | undeclared reference to 'params'",
                "validations: [{expression: 'true'}], failurePolicy: X | spec.failurePolicy: Unsupported value: \"X\": supported values: \"Fail\", \"Ignore\"",
                "variables: [{name: 'a b', expression: '1'}], validations: [{expression: 'true'}] | spec.variables[0].name: Invalid value: \"a b\": must be a valid CEL identifier",
                "auditAnnotations: [{key: k, valueExpression: '1'}] | must evaluate to one of [string null_type] but got int",
                "matchConditions: [{name: c, expression: '1'}], validations: [{expression: 'true'}] | spec.matchConditions[0].expression: Invalid value: \"1\": must evaluate to bool but got int",
                "validations: [] | spec.validations: Required value: validations or auditAnnotations must contain at least one item"
            })
    void refusesPoliciesThatCannotWork(String spec, String error) {
        assertThatThrownBy(() -> policy(spec))
                .isInstanceOf(ApiException.Invalid.class)
                .hasMessageContaining(error);
    }

    private void mutation(String name, String mutations, String more) {
        server.create(
                MutatingAdmissionPolicy.KIND,
                "{metadata: {name: "
                        + name
                        + "}, spec: {matchConstraints: {resourceRules: [{apiGroups: [apps],"
                        + " apiVersions: [v1], operations: [CREATE, UPDATE], resources:"
                        + " [deployments]}]}, mutations: ["
                        + mutations
                        + "], "
                        + more
                        + "}}");
        server.create(
                MutatingAdmissionPolicyBinding.KIND,
                "{metadata: {name: " + name + "}, spec: {policyName: " + name + "}}");
    }

    private Deployment deployment(String name) {
        return server.create(
                Deployment.KIND,
                "{metadata: {name: "
                        + name
                        + "}, spec: {replicas: 1, selector: {matchLabels: {a: b}}, template:"
                        + " {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image:"
                        + " i}]}}}}");
    }

    @Test
    void changesObjectsAsPoliciesSay() {
        mutation(
                "apply",
                "{patchType: ApplyConfiguration, applyConfiguration: {expression:"
                        + " 'Object{metadata: Object.metadata{annotations:"
                        + " Object.metadata.annotations{by: \"policy\"}}, spec:"
                        + " Object.spec{replicas: object.spec.replicas + 1, template:"
                        + " Object.spec.template{spec: Object.spec.template.spec{containers:"
                        + " [Object.spec.template.spec.containers{name: \"side\", image:"
                        + " \"s\"}]}}}}'}}",
                "reinvocationPolicy: Never");
        mutation(
                "patch",
                "{patchType: JSONPatch, jsonPatch: {expression: '[JSONPatch{op: \"add\", path:"
                        + " \"/metadata/labels\", value: {\"x\": \"y\"}}]'}}",
                "reinvocationPolicy: Never");
        await().untilAsserted(() -> {
            var name = "d" + System.nanoTime();
            var made = deployment(name);
            assertThat(made.spec().replicas()).isEqualTo(2);
            assertThat(made.metadata().annotations()).containsEntry("by", "policy");
            assertThat(made.metadata().labels()).isEqualTo(Map.of("x", "y"));
            assertThat(made.spec().template().spec().containers())
                    .extracting(container -> container.name())
                    .containsExactlyInAnyOrder("c", "side");
        });
    }

    @Test
    void asksAgainThoseThatWantIt() {
        mutation(
                "a",
                "{patchType: JSONPatch, jsonPatch: {expression: 'has(object.metadata.labels) &&"
                        + " object.metadata.labels.size() > 0 ? [JSONPatch{op: \"add\", path:"
                        + " \"/metadata/annotations\", value: {\"saw\": \"labels\"}}] : []'}}",
                "reinvocationPolicy: IfNeeded");
        mutation(
                "b",
                "{patchType: JSONPatch, jsonPatch: {expression: '[JSONPatch{op: \"add\", path:"
                        + " \"/metadata/labels\", value: {\"x\": \"y\"}}]'}}",
                "reinvocationPolicy: Never");
        await().untilAsserted(() ->
                assertThat(deployment("d" + System.nanoTime()).metadata().annotations())
                        .containsEntry("saw", "labels"));
    }

    @Test
    void refusesWhatCannotBeMerged() {
        mutation(
                "atomic",
                "{patchType: ApplyConfiguration, applyConfiguration: {expression: 'Object{spec:"
                        + " Object.spec{selector: Object.spec.selector{}}}'}}",
                "reinvocationPolicy: Never");
        await().untilAsserted(() ->
                assertThatThrownBy(() -> deployment("d" + System.nanoTime()))
                        .hasMessageContaining(
                                "policy 'atomic' with binding 'atomic' denied request: error"
                                        + " applying patch: invalid ApplyConfiguration: may not"
                                        + " mutate atomic arrays, maps or structs: .spec.selector"));
        assertThatThrownBy(() ->
                        mutation(
                                "wrong",
                                "{patchType: JSONPatch, jsonPatch: {expression: 'object'}}",
                                "reinvocationPolicy: Never"))
                .hasMessageContaining("must evaluate to list(JSONPatch) but got dyn");
    }
}
