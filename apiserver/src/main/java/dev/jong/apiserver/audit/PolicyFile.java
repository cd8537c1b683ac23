package dev.jong.apiserver.audit;

import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.names.Names;
import dev.jong.apiserver.audit.AuditRule.GroupResources;
import dev.jong.apiserver.config.ConfigFields;
import dev.jong.apiserver.config.ConfigFile;
import dev.jong.apiserver.config.InvalidConfiguration;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads a policy from its file and refuses one that is not valid.
final class PolicyFile {
    private static final List<String> STAGES =
            Arrays.stream(Stage.values()).map(Stage::text).toList();

    private final FieldErrors errors = new FieldErrors();

    private PolicyFile() {}

    static AuditPolicy read(Path file) {
        return ConfigFile.read(file, "Policy", List.of("audit.k8s.io/v1"), PolicyFile::read);
    }

    static AuditPolicy read(ConfigFields fields) {
        var reading = new PolicyFile();
        fields.only("metadata", "rules", "omitStages", "omitManagedFields");
        var always = reading.stages(fields);
        var policy =
                new AuditPolicy(
                        fields.objects("rules").stream()
                                .map(rule -> reading.rule(rule, always))
                                .toList(),
                        fields.flag("omitManagedFields").orElse(false));
        if (!reading.errors.isEmpty()) {
            throw new InvalidConfiguration(FieldError.aggregate(reading.errors.list()));
        }
        if (policy.rules().isEmpty()) {
            throw new InvalidConfiguration("loaded illegal policy with 0 rules");
        }
        return policy;
    }

    /// @param always the policy's stages, which are omitted whatever the rule says
    private AuditRule rule(ConfigFields rule, Set<Stage> always) {
        rule.only(
                "level",
                "users",
                "userGroups",
                "verbs",
                "resources",
                "namespaces",
                "nonResourceURLs",
                "omitStages",
                "omitManagedFields");
        var urls = rule.texts("nonResourceURLs");
        checkUrls(rule, urls);
        var resources = rule.objects("resources").stream().map(this::resources).toList();
        if (!urls.isEmpty() && (!resources.isEmpty() || !rule.texts("namespaces").isEmpty())) {
            errors.invalid(
                    rule.path("nonResourceURLs"),
                    urls,
                    "rules cannot apply to both regular resources and non-resource URLs");
        }
        var omitted = EnumSet.noneOf(Stage.class);
        omitted.addAll(always);
        omitted.addAll(stages(rule));
        return new AuditRule(
                level(rule).orElse(Level.NONE),
                set(rule, "users"),
                set(rule, "userGroups"),
                set(rule, "verbs"),
                set(rule, "namespaces"),
                resources,
                urls,
                omitted,
                rule.flag("omitManagedFields"));
    }

    private Optional<Level> level(ConfigFields rule) {
        var text = rule.text("level");
        for (var level : Level.values()) {
            if (level.text().equals(text)) {
                return Optional.of(level);
            }
        }
        if (text.isEmpty()) {
            errors.required(rule.path("level"), "");
        } else {
            errors.notSupported(
                    rule.path("level"),
                    text,
                    Arrays.stream(Level.values()).map(Level::text).toList());
        }
        return Optional.empty();
    }

    private void checkUrls(ConfigFields rule, List<String> urls) {
        for (int i = 0; i < urls.size(); i++) {
            var url = urls.get(i);
            var path = rule.path("nonResourceURLs").index(i);
            if (url.equals("*")) {
                continue;
            }
            if (!url.startsWith("/")) {
                errors.invalid(path, url, "non-resource URL rules must begin with a '/' character");
            }
            int star = url.indexOf('*');
            if (star >= 0 && star < url.length() - 1) {
                errors.invalid(
                        path,
                        url,
                        "non-resource URL wildcards '*' must be the final character of the rule");
            }
        }
    }

    private GroupResources resources(ConfigFields fields) {
        fields.only("group", "resources", "resourceNames");
        var group = fields.text("group");
        if (!group.isEmpty() && !group.equals("*")) {
            for (var problem : Names.subdomain(group)) {
                errors.invalid(fields.path("group"), group, problem);
            }
        }
        var names = set(fields, "resourceNames");
        if (!names.isEmpty() && fields.texts("resources").isEmpty()) {
            errors.invalid(
                    fields.path("resourceNames"),
                    fields.texts("resourceNames"),
                    "using resourceNames requires at least one resource");
        }
        return new GroupResources(group, set(fields, "resources"), names);
    }

    private Set<Stage> stages(ConfigFields fields) {
        var stages = EnumSet.noneOf(Stage.class);
        var texts = fields.texts("omitStages");
        for (int i = 0; i < texts.size(); i++) {
            var text = texts.get(i);
            if (STAGES.contains(text)) {
                Arrays.stream(Stage.values())
                        .filter(stage -> stage.text().equals(text))
                        .forEach(stages::add);
            } else {
                errors.invalid(
                        fields.path("omitStages").index(i),
                        text,
                        "allowed stages are " + String.join(",", STAGES));
            }
        }
        return stages;
    }

    private static Set<String> set(ConfigFields fields, String name) {
        return Set.copyOf(fields.texts(name));
    }
}
