package dev.jong.apiserver.custom.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.apiextensions.v1.CustomResourceDefinition;
import dev.jong.api.errors.FieldError;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.api.yaml.Yaml;
import dev.jong.apiserver.custom.DefinitionStatus;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefinitionRulesTest {
    private static final String PATH = "spec.validation.openAPIV3Schema.";

    private static CustomResourceDefinition definition(String spec) {
        var text =
                "{metadata: {name: things.example.com}, spec: {group: example.com, scope:"
                        + " Namespaced, names: {plural: things, kind: Thing}, "
                        + spec
                        + "}}";
        var read = Json.read((JsonObject) Yaml.read(text), CustomResourceDefinition.KIND.codec());
        return DefinitionStatus.created(read);
    }

    private static List<String> errors(CustomResourceDefinition definition) {
        return DefinitionRules.checkNew(definition).stream().map(FieldError::toString).toList();
    }

    private static List<String> ofSchema(String schema) {
        return errors(
                definition(
                        "versions: [{name: v1, served: true, storage: true, schema:"
                                + " {openAPIV3Schema: "
                                + schema
                                + "}}]"));
    }

    private static List<String> ofSpec(String rest) {
        return ofSchema("{type: object, properties: {spec: {type: object, " + rest + "}}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{a: {}} | properties[spec].properties[a].type: Required value: must not be empty for specified object fields",
                "{a: {type: array}} | properties[spec].properties[a].items: Required value: must be specified",
                "{a: {type: 'null'}} | type: Unsupported value: \"null\"",
                "{a: {type: string, pattern: '('}} | [a].pattern: Invalid value: \"(\": must be a valid regular expression, but isn't: error parsing regexp: missing closing ): `(`",
                "{a: {type: string, anyOf: [{type: string}]}} | [a].anyOf[0].type: Forbidden: must be empty to be structural",
                "{a: {type: array, uniqueItems: true, items: {type: string}}} | [a].uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic",
                "{a: {type: object, x-kubernetes-embedded-resource: true}} | [a].properties: Required value: must not be empty if x-kubernetes-embedded-resource is true without",
                "{a: {x-kubernetes-int-or-string: true, x-kubernetes-preserve-unknown-fields: true}} | [a].x-kubernetes-preserve-unknown-fields: Invalid value: true: must be false if x-kubernetes-int-or-string is true",
                "{a: {type: array, x-kubernetes-list-type: map, items: {type: object}}} | [a].x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map",
                "{a: {type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [k], items: {type: object, properties: {k: {type: string}}}}} | [a].items.properties[k].default: Required value: this property is in x-kubernetes-list-map-keys",
                "{a: {type: array, x-kubernetes-list-type: set, items: {type: object}}} | [a].items.x-kubernetes-map-type: Invalid value: null: must be atomic as item of a list with x-kubernetes-list-type=set",
                "{a: {type: integer, default: x}} | [a].default: Invalid value: \"string\":  in body must be of type integer: \"string\"",
                "{a: {type: object, default: {b: 1}, properties: {c: {type: string}}}} | [a].default: Invalid value: {\"b\":1}: must not have unknown fields",
                "{a: {type: integer, default: 3, x-kubernetes-validations: [{rule: self > 5, message: larger}]}} | [a].default: Invalid value: 3: larger",
                "{a: {type: object, x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true, default: {}}} | [a].default.apiVersion: Required value",
                "{a: {$ref: x, type: string}} | [a].$ref: Forbidden: $ref is not supported"
            })
    void refusesSchemas(String properties, String error) {
        assertThat(String.join("\n", ofSpec("properties: " + properties)))
                .startsWith(PATH)
                .contains(error);
    }

    @Test
    void demandsThatCombinationsNameDeclaredFields() {
        assertThat(ofSchema("{type: object, allOf: [{properties: {b: {minLength: 1}}}]}"))
                .containsExactly(
                        PATH
                                + "properties[b]: Required value: because it is defined in "
                                + PATH
                                + "allOf[0].properties[b]");
    }

    @Test
    void leavesMetadataToTheServer() {
        assertThat(
                        ofSchema(
                                "{type: object, properties: {metadata: {type: object, properties:"
                                        + " {name: {type: string, maxLength: 3}}}}}"))
                .isEmpty();
        assertThat(
                        ofSchema(
                                "{type: object, properties: {metadata: {type: object, properties:"
                                        + " {labels: {type: object}}}}}"))
                .containsExactly(
                        PATH
                                + "properties[metadata]: Forbidden: must not specify anything other"
                                + " than name and generateName, but metadata is implicitly"
                                + " specified");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{rule: self.nope} | [0].rule: Invalid value: {\"Rule\":\"self.nope\",\"Message\":\"\",\"MessageExpression\":\"\",\"Reason\":null,\"FieldPath\":\"\",\"OptionalOldSelf\":null}: compilation failed: ERROR: <input>:1:5: undefined field 'nope'",
                "{rule: '1'} | cel expression must evaluate to a bool",
                "{rule: ' '} | [0].rule: Required value: rule is not specified",
                "{rule: 'true', messageExpression: '1'} | messageExpression must evaluate to a string",
                "{rule: 'true', reason: X} | [0].reason: Unsupported value: \"X\"",
                "{rule: 'true', fieldPath: .zzz} | [0].fieldPath: Invalid value: \".zzz\": must be a valid path",
                "{rule: 'true', optionalOldSelf: true} | may not be set if oldSelf is not used in rule",
                "{rule: 'self.l.all(a, self.l.all(b, a != b))'} | [0].rule: Forbidden: estimated rule cost exceeds budget by factor of more than 100x (try simplifying the rule"
            })
    void refusesRulesThatCannotWork(String rule, String error) {
        assertThat(
                        String.join(
                                "\n",
                                ofSpec(
                                        "properties: {x: {type: string}, l: {type: array, items:"
                                                + " {type: string}}}, x-kubernetes-validations: ["
                                                + rule
                                                + "]")))
                .contains(error);
    }

    /// As upstream's API server 1.36 answers.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "self.l.sortBy(x, x) == self.l | 15.7",
                "self.l.sort() == self.l | 6.9",
                "self.l.distinct() == self.l | 6.6",
                "self.l.reverse() == self.l | 2.1",
                "self.l.slice(0, 3) == self.l | 1.9",
                "[self.l, self.l].flatten() == self.l | 3.0"
            })
    void reckonsWithListsThatAreMade(String rule, String factor) {
        assertThat(
                        ofSpec(
                                "properties: {many: {type: array, maxItems: 1000000, items: {type:"
                                        + " object, x-kubernetes-validations: [{rule: '"
                                        + rule
                                        + "'}], properties: {l: {type: array, maxItems: 5, items:"
                                        + " {type: string, maxLength: 10}}}}}}"))
                .anySatisfy(error ->
                        assertThat(error).contains("exceeds budget by factor of " + factor + "x"));
    }

    @Test
    void reckonsWithTheLimitsOfLists() {
        var rule = "[{rule: 'self.all(a, self.all(b, a != b))'}]";
        var items = "{type: string, maxLength: 5}";
        assertThat(
                        ofSpec(
                                "properties: {l: {type: array, maxItems: 100, items: "
                                        + items
                                        + ", x-kubernetes-validations: "
                                        + rule
                                        + "}}"))
                .isEmpty();
        assertThat(
                        ofSpec(
                                "properties: {l: {type: array, maxItems: 2000, items: "
                                        + items
                                        + ", x-kubernetes-validations: "
                                        + rule
                                        + "}}"))
                .singleElement()
                .asString()
                .contains("estimated rule cost exceeds budget by factor of 2.8x");
    }

    @Test
    void refusesOldSelfWhereItCannotBeTold() {
        assertThat(
                        ofSpec(
                                "properties: {l: {type: array, items: {type: string,"
                                        + " x-kubernetes-validations: [{rule: self == oldSelf}]}}}"))
                .contains(
                        PATH
                                + "properties[spec].properties[l].items.x-kubernetes-validations[0]"
                                + ".rule: Invalid value: \"self == oldSelf\": oldSelf cannot be used"
                                + " on the uncorrelatable portion of the schema within "
                                + PATH
                                + "properties[spec].properties[l]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "additionalPrinterColumns: [{name: a, type: foo, jsonPath: .a}] | spec.additionalPrinterColumns[0].type: Invalid value: \"foo\": must be one of boolean,date,integer,number,string",
                "additionalPrinterColumns: [{name: a, type: date, jsonPath: a}] | spec.additionalPrinterColumns[0].JSONPath: Invalid value: \"a\": must be a simple json path starting with .",
                "subresources: {scale: {specReplicasPath: .x, statusReplicasPath: .status.x}} | spec.subresources.scale.specReplicasPath: Invalid value: \".x\": should be a json path under .spec",
                "selectableFields: [{jsonPath: .spec.zz}] | spec.selectableFields[0].jsonPath: Invalid value: \".spec.zz\": is an invalid path: does not refer to a valid field",
                "selectableFields: [{jsonPath: .spec}] | must point to a field of type string, boolean or integer",
                "deprecationWarning: x | spec.versions[0].deprecationWarning: Invalid value: \"x\": can only be set for deprecated versions"
            })
    void refusesPartsOfVersions(String part, String error) {
        var found =
                errors(
                        definition(
                                "versions: [{name: v1, served: true, storage: true, schema:"
                                        + " {openAPIV3Schema: {type: object, properties: {spec:"
                                        + " {type: object}}}}, "
                                        + part
                                        + "}]"));
        assertThat(String.join("\n", found)).contains(error);
    }

    @Test
    void namesTheVersionWhenSchemasDiffer() {
        assertThat(
                        errors(
                                definition(
                                        "versions: [{name: v1, served: true, storage: true, schema:"
                                                + " {openAPIV3Schema: {type: array}}}, {name: v2,"
                                                + " schema: {openAPIV3Schema: {type: object}}}]")))
                .contains(
                        "spec.versions[0].schema.openAPIV3Schema.type: Invalid value: \"array\": must be object at the root");
    }

    @Test
    void demandsOneStoredVersion() {
        assertThat(
                        errors(
                                definition(
                                        "versions: [{name: v1, served: true, schema:"
                                                + " {openAPIV3Schema: {type: object}}}]")))
                .containsExactly(
                        "spec.versions: Invalid value: [{\"Name\":\"v1\",\"Served\":true,\"Storage\":"
                                + "false,\"Deprecated\":false,\"DeprecationWarning\":null,\"Schema\":"
                                + "null,\"Subresources\":null,\"AdditionalPrinterColumns\":null,"
                                + "\"SelectableFields\":null}]: must have exactly one version marked"
                                + " as storage version",
                        "status.storedVersions: Invalid value: null: must have at least one stored"
                                + " version");
    }

    @Test
    void warnsOfFormatsThatNobodyChecks() {
        var now =
                definition(
                        "versions: [{name: v1, storage: true, schema: {openAPIV3Schema: {type:"
                                + " object, properties: {a: {type: string, format: foo}, b: {type:"
                                + " string, format: date-time}}}}}]");
        assertThat(DefinitionRules.warnings(now, null))
                .containsExactly("unrecognized format \"foo\"");
        assertThat(DefinitionRules.warnings(now, now)).isEmpty();
    }
}
