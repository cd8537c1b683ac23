package dev.jong.apiserver.authorization;

import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.api.names.Names;
import dev.jong.apiserver.authorization.ConfiguredAuthorizers.Mode;
import dev.jong.apiserver.cel.CelException;
import dev.jong.apiserver.cel.Environment;
import dev.jong.apiserver.cel.Program;
import dev.jong.apiserver.config.ConfigFields;
import dev.jong.apiserver.config.ConfigFile;
import dev.jong.apiserver.config.InvalidConfiguration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads an `AuthorizationConfiguration` (`apiserver.config.k8s.io`), and refuses one that is not
/// valid.
final class AuthorizationFile {
    private static final List<String> TYPES =
            List.of("AlwaysAllow", "AlwaysDeny", "Node", "RBAC", "Webhook");
    private static final List<String> VERSIONS = List.of("v1", "v1beta1");
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int MOST_CONDITIONS = 64;
    private static final List<String> RESOURCE_TEXTS =
            List.of("namespace", "verb", "group", "version", "resource", "subresource", "name");
    private static final CelType TEXTS = ListType.create(SimpleType.STRING);
    private static final Map<String, CelType> REQUEST_TYPES = types();
    private static final Environment REQUESTS =
            new Environment(
                    Map.of(
                            "request",
                            Optional.ofNullable(
                                            REQUEST_TYPES.get("kubernetes.SubjectAccessReviewSpec"))
                                    .orElseThrow()),
                    name -> Optional.ofNullable(REQUEST_TYPES.get(name)));

    private final FieldErrors errors = new FieldErrors();

    private AuthorizationFile() {}

    static List<Mode> parse(String text) {
        return ConfigFile.parse(
                text,
                "AuthorizationConfiguration",
                List.of(
                        "apiserver.config.k8s.io/v1",
                        "apiserver.config.k8s.io/v1beta1",
                        "apiserver.config.k8s.io/v1alpha1"),
                fields -> new AuthorizationFile().modes(fields));
    }

    private List<Mode> modes(ConfigFields fields) {
        fields.only("authorizers");
        var modes = new ArrayList<Mode>();
        var seen = new HashSet<String>();
        var names = new HashSet<String>();
        for (var each : fields.objects("authorizers")) {
            each.only("type", "name", "webhook");
            var type = each.text("type");
            if (type.isEmpty()) {
                errors.required(each.path("type"), "");
            } else if (!TYPES.contains(type)) {
                errors.notSupported(each.path("type"), type, TYPES);
            } else if (!seen.add(type) && !type.equals("Webhook")) {
                errors.duplicate(each.path("type"), type);
            }
            checkName(each, names);
            mode(each, type).ifPresent(modes::add);
        }
        if (modes.isEmpty() && errors.isEmpty()) {
            errors.required(
                    fields.path("authorizers"), "at least one authorization mode must be defined");
        }
        if (!errors.isEmpty()) {
            throw new InvalidConfiguration(FieldError.aggregate(errors.list()));
        }
        return modes;
    }

    private void checkName(ConfigFields each, java.util.Set<String> names) {
        var name = each.text("name");
        if (name.isEmpty()) {
            errors.required(each.path("name"), "");
        } else if (!names.add(name)) {
            errors.duplicate(each.path("name"), name);
        } else {
            for (var problem : Names.subdomain(name)) {
                errors.invalid(each.path("name"), name, "authorizer name is invalid: " + problem);
            }
        }
    }

    private Optional<Mode> mode(ConfigFields each, String type) {
        var webhook = each.object("webhook");
        if (!type.equals("Webhook")) {
            if (webhook.isPresent()) {
                errors.invalid(
                        each.path("webhook"),
                        "non-null",
                        "may only be specified when type=Webhook");
            }
            return TYPES.contains(type) ? Optional.of(new Mode.Plain(type)) : Optional.empty();
        }
        if (webhook.isEmpty()) {
            errors.required(each.path("webhook"), "required when type=Webhook");
            return Optional.empty();
        }
        return webhook(webhook.get());
    }

    private Optional<Mode> webhook(ConfigFields fields) {
        fields.only(
                "authorizedTTL",
                "cacheAuthorizedRequests",
                "unauthorizedTTL",
                "cacheUnauthorizedRequests",
                "timeout",
                "subjectAccessReviewVersion",
                "matchConditionSubjectAccessReviewVersion",
                "failurePolicy",
                "connectionInfo",
                "matchConditions");
        var patience = fields.duration("timeout").orElse(Duration.ZERO);
        if (patience.isZero()) {
            errors.required(fields.path("timeout"), "");
        } else if (patience.isNegative() || patience.compareTo(LONGEST) > 0) {
            errors.invalid(
                    fields.path("timeout"), fields.text("timeout"), "must be > 0s and <= 30s");
        }
        var version = oneOf(fields, "subjectAccessReviewVersion", VERSIONS);
        var policy = oneOf(fields, "failurePolicy", List.of("NoOpinion", "Deny"));
        var conditions = conditions(fields);
        if (!conditions.isEmpty()) {
            var _ = oneOf(fields, "matchConditionSubjectAccessReviewVersion", List.of("v1"));
        }
        var file = kubeconfig(fields);
        if (!errors.isEmpty() || file.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Mode.Webhook(
                        file.get(),
                        new WebhookAuthorizer.Settings(
                                fields.text("name"),
                                version,
                                kept(fields, "authorizedTTL", "cacheAuthorizedRequests", 5 * 60),
                                kept(fields, "unauthorizedTTL", "cacheUnauthorizedRequests", 30),
                                patience,
                                policy.equals("Deny"),
                                conditions)));
    }

    private Duration kept(ConfigFields fields, String name, String flag, int seconds) {
        var time = fields.duration(name).orElse(Duration.ofSeconds(seconds));
        if (time.isNegative()) {
            errors.invalid(fields.path(name), fields.text(name), "must be > 0s");
        }
        return fields.flag(flag).orElse(true) ? time : Duration.ZERO;
    }

    private String oneOf(ConfigFields fields, String name, List<String> values) {
        var text = fields.text(name);
        if (text.isEmpty()) {
            errors.required(fields.path(name), "");
        } else if (!values.contains(text)) {
            errors.notSupported(fields.path(name), text, values);
        }
        return text;
    }

    private Optional<Path> kubeconfig(ConfigFields fields) {
        var info = fields.object("connectionInfo");
        if (info.isEmpty()) {
            errors.required(fields.path("connectionInfo").child("type"), "");
            return Optional.empty();
        }
        var connection = info.get().only("type", "kubeConfigFile");
        var type = connection.text("type");
        if (type.equals("InClusterConfig")) {
            errors.forbidden(
                    connection.path("type"),
                    "InClusterConfig is not supported: name a kubeConfigFile");
            return Optional.empty();
        }
        if (!type.equals("KubeConfigFile")) {
            errors.notSupported(
                    connection.path("type"), type, List.of("InClusterConfig", "KubeConfigFile"));
            return Optional.empty();
        }
        var file = connection.text("kubeConfigFile");
        if (file.isEmpty()) {
            errors.required(connection.path("kubeConfigFile"), "");
            return Optional.empty();
        }
        if (!Path.of(file).isAbsolute()) {
            errors.invalid(connection.path("kubeConfigFile"), file, "must be an absolute path");
            return Optional.empty();
        }
        return Optional.of(Path.of(file));
    }

    private List<Program> conditions(ConfigFields fields) {
        var programs = new ArrayList<Program>();
        var listed = fields.objects("matchConditions");
        if (listed.size() > MOST_CONDITIONS) {
            errors.add(
                    FieldError.tooMany(
                            fields.path("matchConditions"), listed.size(), MOST_CONDITIONS));
        }
        for (var each : listed) {
            var text = each.only("expression").text("expression");
            if (text.isBlank()) {
                errors.required(each.path("expression"), "");
                continue;
            }
            try {
                var program = REQUESTS.compile(text);
                if (!program.type().equals(SimpleType.BOOL)) {
                    errors.invalid(
                            each.path("expression"),
                            text,
                            "must evaluate to bool but got " + program.type().name());
                }
                programs.add(program);
            } catch (CelException.Invalid e) {
                errors.invalid(
                        each.path("expression"), text, "compilation failed: " + e.getMessage());
            }
        }
        return programs;
    }

    private static Map<String, CelType> types() {
        var all = new HashMap<String, CelType>();
        var text = SimpleType.STRING;
        var requirement =
                struct(
                        all,
                        "kubernetes.SelectorRequirement",
                        Map.of("key", text, "operator", text, "values", TEXTS));
        var selector =
                struct(
                        all,
                        "kubernetes.SelectorAttributes",
                        Map.of("rawSelector", text, "requirements", ListType.create(requirement)));
        var resource = new HashMap<String, CelType>();
        for (var name : RESOURCE_TEXTS) {
            resource.put(name, text);
        }
        resource.put("fieldSelector", selector);
        resource.put("labelSelector", selector);
        var path =
                struct(all, "kubernetes.NonResourceAttributes", Map.of("path", text, "verb", text));
        var _ =
                struct(
                        all,
                        "kubernetes.SubjectAccessReviewSpec",
                        Map.of(
                                "resourceAttributes",
                                struct(all, "kubernetes.ResourceAttributes", resource),
                                "nonResourceAttributes",
                                path,
                                "user",
                                text,
                                "groups",
                                TEXTS,
                                "extra",
                                MapType.create(text, TEXTS),
                                "uid",
                                text));
        return Map.copyOf(all);
    }

    @SuppressWarnings("Immutable")
    private static StructType struct(
            Map<String, CelType> all, String name, Map<String, CelType> fields) {
        var known = Map.copyOf(fields);
        var type =
                StructType.create(
                        name,
                        ImmutableSet.copyOf(known.keySet()),
                        field -> Optional.ofNullable(known.get(field)));
        all.put(name, type);
        return type;
    }

    /// A review's spec with the fields that expressions may count on.
    static JsonObject whole(JsonObject spec) {
        var whole = filled(spec, List.of("user", "uid"));
        if (!whole.has("groups")) {
            whole = whole.with("groups", JsonArray.EMPTY);
        }
        if (!whole.has("extra")) {
            whole = whole.with("extra", JsonObject.EMPTY);
        }
        return whole.get("resourceAttributes") instanceof JsonObject resource
                ? whole.with("resourceAttributes", filled(resource, RESOURCE_TEXTS))
                : whole;
    }

    private static JsonObject filled(JsonObject object, List<String> names) {
        var filled = object;
        for (var name : names) {
            if (!filled.has(name)) {
                filled = filled.with(name, "");
            }
        }
        return filled;
    }
}
