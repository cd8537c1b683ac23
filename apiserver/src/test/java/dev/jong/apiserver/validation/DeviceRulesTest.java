package dev.jong.apiserver.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.resource.v1.DeviceClass;
import dev.jong.api.resource.v1.ResourceClaim;
import dev.jong.api.resource.v1.ResourceClaimTemplate;
import dev.jong.api.resource.v1.ResourceSlice;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceRulesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "selectors: [{}] | spec.selectors[0].cel: Required value",
                "selectors: [{cel: {expression: '1'}}] | spec.selectors[0].cel.expression: Invalid value: \"1\": must evaluate to bool or the unknown type, not int",
                "config: [{}] | spec.config[0].opaque: Required value",
                "config: [{opaque: {driver: d, parameters: [a]}}] | spec.config[0].opaque.parameters: Invalid value: \"<value omitted>\": must be a valid JSON object",
                "config: [{opaque: {parameters: {}}}] | spec.config[0].opaque.driver: Required value",
                "extendedResourceName: cpu | spec.extendedResourceName: Invalid value: \"cpu\": must be a valid extended resource name"
            })
    void findsWhatIsWrongWithAClass(String spec, String error) {
        assertThat(Wrong.with(DeviceClass.KIND, "{spec: {" + spec + "}}")).containsExactly(error);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "device.driver == 'a' && device.attributes['b'].c == 5",
                "device.attributes['b'].isFast",
                "cel.bind(a, device.attributes['b'], a.c && a.d)",
                "device.capacity['b'].memory.isGreaterThan(quantity('1Gi'))",
                "device.allowMultipleAllocations"
            })
    void knowsTheDevice(String expression) {
        assertThat(
                        Wrong.with(
                                DeviceClass.KIND,
                                "{spec: {selectors: [{cel: {expression: \""
                                        + expression
                                        + "\"}}]}}"))
                .isEmpty();
    }

    @Test
    void refusesUnknownFieldsOfTheDevice() {
        assertThat(
                        Wrong.with(
                                DeviceClass.KIND,
                                "{spec: {selectors: [{cel: {expression: device.bogus}}]}}"))
                .singleElement()
                .asString()
                .contains("compilation failed: ERROR: <input>:1:7: undefined field 'bogus'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "requests: [{name: a}] | spec.devices.requests[0]: Required value: exactly one of `exactly` or `firstAvailable` is required",
                "requests: [{name: a, exactly: {}}] | spec.devices.requests[0].exactly.deviceClassName: Required value",
                "requests: [{name: a, exactly: {deviceClassName: c, allocationMode: All, count: 1}}] | spec.devices.requests[0].exactly.count: Invalid value: 1: must not be specified when allocationMode is 'All'",
                "requests: [{name: a, exactly: {deviceClassName: c, count: -1}}] | spec.devices.requests[0].exactly.count: Invalid value: -1: must be greater than zero",
                "requests: [{name: a, exactly: {deviceClassName: c}}, {name: a, exactly: {deviceClassName: c}}] | spec.devices.requests[1]: Duplicate value: \"a\"",
                "requests: [{name: a, exactly: {deviceClassName: c, tolerations: [{operator: Exists, value: v}]}}] | spec.devices.requests[0].exactly.tolerations[0].value: Invalid value: \"v\": must be empty for operator `Exists`",
                "constraints: [{matchAttribute: a}] | spec.devices.constraints[0].matchAttribute: Invalid value: \"a\": a fully qualified name must be a domain and a name separated by a slash",
                "config: [{requests: [b], opaque: {driver: d, parameters: {}}}] | spec.devices.config[0].requests[0]: Invalid value: \"b\": must be the name of a request in the claim or the name of a request and a subrequest separated by '/'"
            })
    void findsWhatIsWrongWithAClaim(String devices, String error) {
        var spec = "{spec: {devices: {" + devices + "}}}";
        assertThat(Wrong.with(ResourceClaim.KIND, spec)).containsExactly(error);
        assertThat(Wrong.with(ResourceClaimTemplate.KIND, "{spec: " + spec + "}"))
                .containsExactly(error.replace("spec.", "spec.spec."));
    }

    @Test
    void refusesExpressionsThatMayCostTooMuch() {
        var all = "device.attributes.all(a, device.attributes.all(b, device.attributes.all(c,";
        var expression = all + all.replace("(a", "(d").replace("(b", "(e").replace("(c", "(f");
        assertThat(
                        Wrong.with(
                                DeviceClass.KIND,
                                "{spec: {selectors: [{cel: {expression: \"a\"}}]}}"
                                        .replace(
                                                "\"a\"", "\"" + expression + " true))))))" + "\"")))
                .containsExactly(
                        "spec.selectors[0].cel.expression: Forbidden: too complex, exceeds cost"
                                + " limit");
    }

    @Test
    void asksForOneDeviceUnlessToldOtherwise() {
        var claim =
                Wrong.read(
                        ResourceClaim.KIND,
                        "{spec: {devices: {requests: [{name: a, exactly: {deviceClassName: c}}]}}}");
        var request = claim.spec().devices().requests().getFirst().exactly();
        assertThat(request).isNotNull();
        assertThat(request.allocationMode()).isEqualTo("ExactCount");
        assertThat(request.count()).isEqualTo(1);
    }

    @Test
    void keepsWhatAClaimAsksFor() {
        assertThat(
                        Wrong.withUpdate(
                                ResourceClaim.KIND,
                                "{spec: {devices: {requests: [{name: a}]}}}",
                                "{spec: {devices: {requests: [{name: b}]}}}"))
                .singleElement()
                .asString()
                .startsWith("spec: Invalid value: {")
                .endsWith("field is immutable");
    }

    @Test
    void givesClaimsOnlyLabelsAndAnnotations() {
        assertThat(
                        Wrong.with(
                                ResourceClaimTemplate.KIND,
                                "{spec: {metadata: {uid: u, labels: {a: b}, finalizers: [f/g]}}}"))
                .containsExactly(
                        "spec.metadata.uID: Forbidden: cannot be set",
                        "spec.metadata.finalizers: Forbidden: cannot be set");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "allNodes: false | spec.allNodes: Invalid value: false: must be either unset or set to true",
                "nodeName: node, allNodes: true | spec: Invalid value: \"{`nodeName`, `allNodes`}\": exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required, but multiple fields are set",
                "nodeName: node, devices: [{name: d, attributes: {a: {}}}] | spec.devices[0].attributes[a]: Invalid value: \"\": exactly one value must be specified",
                "nodeName: node, devices: [{name: d, attributes: {a: {version: '1.2'}}}] | spec.devices[0].attributes[a].version: Invalid value: \"1.2\": must be a string compatible with semver.org spec 2.0.0",
                "nodeName: node, devices: [{name: d, capacity: {m: {value: 1, requestPolicy: {}}}}] | spec.devices[0].capacity[m].requestPolicy: Forbidden: allowMultipleAllocations must be true",
                "nodeName: node, devices: [{name: d, nodeName: node}] | spec.devices[0]: Invalid value: null: `nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set to true in the ResourceSlice spec",
                "nodeName: node, devices: [{name: d}, {name: d}] | spec.devices[1]: Duplicate value: \"d\"",
                "nodeName: node, devices: [{name: d, bindingConditions: [a]}] | spec.devices[0].bindingFailureConditions: Invalid value: null: bindingFailureConditions are required to use bindingConditions",
                "nodeName: node, devices: [{name: d, taints: [{key: k}]}] | spec.devices[0].taints[0].effect: Required value",
                "nodeName: node, sharedCounters: [{name: c}] | spec.sharedCounters[0].counters: Required value"
            })
    void findsWhatIsWrongWithASlice(String spec, String error) {
        assertThat(
                        Wrong.with(
                                ResourceSlice.KIND,
                                "{spec: {driver: d, pool: {name: p, resourceSliceCount: 1}, "
                                        + spec
                                        + "}}"))
                .contains(error);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "validValues: [1, 2] | default: Required value: required when validValues is defined",
                "default: 1, validValues: [2, 1] | validValues[1]: Invalid value: \"1\": values must be sorted in ascending order",
                "default: 1, validValues: [1, 20] | validValues[1]: Invalid value: \"20\": option is larger than capacity value: 10",
                "default: 3, validValues: [1, 2] | validValues: Invalid value: \"3\": default value is not valid according to the requestPolicy",
                "default: 1, validRange: {min: 2} | validRange.min: Invalid value: \"1\": default is less than min: 2",
                "default: 3, validRange: {min: 2, step: 2} | validRange.step: Invalid value: \"3\": value is not a multiple of a given step (2) from (2)"
            })
    void findsWhatIsWrongWithSharesOfACapacity(String policy, String error) {
        assertThat(
                        Wrong.with(
                                ResourceSlice.KIND,
                                "{spec: {driver: d, pool: {name: p, resourceSliceCount: 1},"
                                        + " allNodes: true, devices: [{name: d,"
                                        + " allowMultipleAllocations: true, capacity: {c: {value: 10,"
                                        + " requestPolicy: {"
                                        + policy
                                        + "}}}}]}}"))
                .containsExactly("spec.devices[0].capacity[c].requestPolicy." + error);
    }

    private static final String CLAIM =
            "metadata: {name: c}, spec: {devices: {requests: [{name: r}]}}";
    private static final String ALLOCATED =
            "allocation: {devices: {results: [{request: r, driver: d, pool: p, device: e}]}}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "reservedFor: [{resource: pods, name: p, uid: u}] | status.reservedFor: Forbidden: may not be specified when `allocated` is not set",
                "allocation: {devices: {results: [{request: x, driver: d, pool: p, device: e}]}} | status.allocation.devices.results[0].request: Invalid value: \"x\": must be the name of a request in the claim or the name of a request and a subrequest separated by '/'",
                "devices: [{driver: d, pool: p, device: e}] | status.devices[0]: Invalid value: {\"Driver\":\"d\",\"Pool\":\"p\",\"Device\":\"e\",\"ShareID\":\"\"}: must be an allocated device in the claim"
            })
    void findsWhatIsWrongWithAStatus(String status, String error) {
        assertThat(status("{" + status + "}", "{}")).containsExactly(error);
    }

    @Test
    void keepsWhatWasAllocated() {
        assertThat(status("{" + ALLOCATED + "}", "{}")).isEmpty();
        assertThat(
                        status(
                                "{" + ALLOCATED.replace("device: e", "device: f") + "}",
                                "{" + ALLOCATED + "}"))
                .singleElement()
                .asString()
                .endsWith("field is immutable");
    }

    private static List<String> status(String now, String old) {
        return Wrong.texts(
                DeviceStatusRules.update(
                        Wrong.read(ResourceClaim.KIND, "{" + CLAIM + ", status: " + now + "}"),
                        Wrong.read(ResourceClaim.KIND, "{" + CLAIM + ", status: " + old + "}")));
    }
}
