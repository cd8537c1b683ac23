package dev.jong.apiserver.custom.rule;

import dev.cel.common.types.CelType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.jong.api.Schema;
import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.cel.CelException;
import dev.jong.apiserver.cel.Environment;
import dev.jong.apiserver.cel.Program;
import dev.jong.apiserver.cel.TypedSchema;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Compiles the rules of one schema, in which `self` and `oldSelf` are values of that schema.
final class RuleScope {
    private final TypedSchema typed;
    private final Optional<CelType> type;

    private RuleScope(TypedSchema typed) {
        this.typed = typed;
        this.type = typed.type();
    }

    /// @param resource whether the schema is that of a whole object
    static RuleScope of(Schema schema, boolean resource) {
        return new RuleScope(
                resource
                        ? TypedSchema.resource(schema, "selfType")
                        : TypedSchema.of(schema, "selfType"));
    }

    static List<Rule> rules(JsonObject keywords) {
        return keywords.array(Rule.KEYWORD).items().stream()
                .filter(JsonObject.class::isInstance)
                .map(item -> Rule.of((JsonObject) item))
                .toList();
    }

    CompiledRule compile(Rule rule) {
        if (rule.rule().isBlank()) {
            return new CompiledRule(rule, null, null, "", "", false);
        }
        if (type.isEmpty()) {
            return failed(rule, "failed to convert to declType for CEL validation rules");
        }
        var self = type.get();
        var environment =
                new Environment(
                        Map.of(
                                "self",
                                self,
                                "oldSelf",
                                rule.isOptional() ? OptionalType.create(self) : self),
                        typed::find);
        Program program;
        try {
            program = environment.compile(rule.rule());
        } catch (CelException.Invalid e) {
            return failed(rule, "compilation failed: " + e.getMessage());
        }
        if (!program.type().equals(SimpleType.BOOL)) {
            return failed(rule, "cel expression must evaluate to a bool");
        }
        return withMessage(rule, program, environment);
    }

    private static CompiledRule failed(Rule rule, String problem) {
        return new CompiledRule(rule, null, null, problem, "", false);
    }

    private static CompiledRule withMessage(Rule rule, Program program, Environment environment) {
        boolean old = program.names("oldSelf");
        @Nullable Program message = null;
        var problem = "";
        if (!rule.messageExpression().isEmpty()) {
            try {
                message = environment.compile(rule.messageExpression());
                if (!message.type().equals(SimpleType.STRING)) {
                    message = null;
                    problem = "messageExpression must evaluate to a string";
                }
            } catch (CelException.Invalid e) {
                problem = "messageExpression compilation failed: " + e.getMessage();
            }
        }
        return new CompiledRule(rule, program, message, "", problem, old);
    }
}
