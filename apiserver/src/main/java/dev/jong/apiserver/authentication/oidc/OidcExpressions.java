package dev.jong.apiserver.authentication.oidc;

import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import dev.jong.apiserver.cel.Budget;
import dev.jong.apiserver.cel.CelException;
import dev.jong.apiserver.cel.Environment;
import dev.jong.apiserver.cel.JsonView;
import dev.jong.apiserver.cel.Program;
import dev.jong.apiserver.request.User;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Expressions over `claims` and over `user`.
final class OidcExpressions {
    private static final CelType TEXTS = ListType.create(SimpleType.STRING);
    private static final Map<String, CelType> USER_FIELDS =
            Map.of(
                    "username",
                    SimpleType.STRING,
                    "uid",
                    SimpleType.STRING,
                    "groups",
                    TEXTS,
                    "extra",
                    MapType.create(SimpleType.STRING, TEXTS));
    private static final CelType USER = user();

    private static final Environment CLAIMS =
            new Environment(Map.of("claims", MapType.create(SimpleType.STRING, SimpleType.DYN)));
    private static final Environment USERS =
            new Environment(
                    Map.of("user", USER),
                    name -> name.equals(USER.name()) ? Optional.of(USER) : Optional.empty());

    private OidcExpressions() {}

    @SuppressWarnings("Immutable")
    private static CelType user() {
        return StructType.create(
                "kubernetes.UserInfo",
                ImmutableSet.copyOf(USER_FIELDS.keySet()),
                field -> Optional.ofNullable(USER_FIELDS.get(field)));
    }

    /// @param types one of which the expression must have
    static Program overClaims(String text, List<CelType> types) {
        return checked(CLAIMS.compile(text), types);
    }

    static Program overUser(String text) {
        return checked(USERS.compile(text), List.of(SimpleType.BOOL));
    }

    static final List<CelType> CONDITION = List.of(SimpleType.BOOL);
    static final List<CelType> TEXT = List.of(SimpleType.STRING, SimpleType.DYN);
    static final List<CelType> TEXT_OR_TEXTS =
            List.of(SimpleType.STRING, TEXTS, ListType.create(SimpleType.DYN), SimpleType.DYN);

    private static Program checked(Program program, List<CelType> types) {
        if (!types.contains(program.type())) {
            throw new CelException.Invalid(
                    types.size() == 1
                            ? "must evaluate to " + types.getFirst().name()
                            : "must evaluate to one of "
                                    + types.stream().map(CelType::name).toList());
        }
        return program;
    }

    static Object evaluate(Program program, JsonObject claims) {
        var view = JsonView.of(claims);
        return program.evaluate(
                name -> name.equals("claims") ? view : null, new Budget(Budget.RULES));
    }

    static Object evaluate(Program program, User user) {
        var fields = new HashMap<String, JsonValue>();
        fields.put("username", new JsonText(user.name()));
        fields.put("uid", new JsonText(user.uid()));
        fields.put("groups", texts(user.groups()));
        var extra = new HashMap<String, JsonValue>();
        user.extra().forEach((key, values) -> extra.put(key, texts(values)));
        fields.put("extra", new JsonObject(extra));
        var view = JsonView.of(new JsonObject(fields));
        return program.evaluate(
                name -> name.equals("user") ? view : null, new Budget(Budget.RULES));
    }

    private static JsonArray texts(List<String> texts) {
        return new JsonArray(texts.stream().<JsonValue>map(JsonText::new).toList());
    }
}
