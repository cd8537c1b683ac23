package dev.jong.apiserver.admission.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.admissionregistration.v1.ValidatingAdmissionPolicy;
import dev.jong.api.json.Json;
import dev.jong.api.yaml.Yaml;
import org.junit.jupiter.api.Test;

class PolicyRulesTest {
    private static final String USE = "validations: [{expression: variables.x == 1}]";

    @Test
    void declaresVariablesToPoliciesThatHaveSome() {
        assertThat(errors(USE)).contains("undeclared reference to 'variables'");
        assertThat(errors(USE + ", variables: [{name: z, expression: '1'}]"))
                .contains("undefined field 'x'");
        assertThat(errors(USE + ", variables: [{name: x, expression: '1'}]")).isEmpty();
        assertThat(
                        errors(
                                "validations: [{expression: 'true'}], variables: [{name: x, expression: variables.z}]"))
                .contains("undefined field 'z'");
    }

    /// They are asked before any variable is.
    @Test
    void declaresNoneToConditions() {
        var condition = "matchConditions: [{name: c, expression: variables.x == 1}], ";
        assertThat(errors(condition + USE + ", variables: [{name: x, expression: '1'}]"))
                .contains("undeclared reference to 'variables'");
    }

    private static String errors(String spec) {
        var text =
                "{metadata: {name: p}, spec: {failurePolicy: Fail, matchConstraints: {matchPolicy:"
                        + " Equivalent, namespaceSelector: {}, objectSelector: {}, resourceRules:"
                        + " [{apiGroups: [''], apiVersions: [v1], resources: [pods], scope: '*',"
                        + " operations: [CREATE]}]}, "
                        + spec
                        + "}}";
        var policy = Json.read(Yaml.read(text), ValidatingAdmissionPolicy.CODEC);
        return String.join(
                "\n", PolicyRules.validating(policy).stream().map(Object::toString).toList());
    }
}
