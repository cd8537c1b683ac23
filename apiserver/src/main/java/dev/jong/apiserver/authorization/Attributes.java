package dev.jong.apiserver.authorization;

import dev.jong.api.selector.FieldSelector;
import dev.jong.api.selector.InvalidSelector;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.request.User;
import java.util.Set;

/// What is decided about. Absent parts are empty.
///
/// @param resourceRequest whether this is about a resource; else only `verb` and `path` count
/// @param verb `get`, `list`, …; for other requests the HTTP method in lower case
/// @param selection to which objects a request for many narrows itself
public record Attributes(
        User user,
        boolean resourceRequest,
        String verb,
        String group,
        String version,
        String namespace,
        String resource,
        String subresource,
        String name,
        String path,
        Selection selection) {
    private static final Set<String> LOOKS_AT_MANY = Set.of("list", "watch");

    public Attributes(
            User user,
            boolean resourceRequest,
            String verb,
            String group,
            String version,
            String namespace,
            String resource,
            String subresource,
            String name,
            String path) {
        this(
                user,
                resourceRequest,
                verb,
                group,
                version,
                namespace,
                resource,
                subresource,
                name,
                path,
                Selection.NONE);
    }

    public static Attributes of(User user, RequestInfo info) {
        return new Attributes(
                user,
                info.resourceRequest(),
                info.verb(),
                info.group(),
                info.version(),
                info.namespace(),
                info.resource(),
                info.subresource(),
                name(info),
                info.path(),
                Selection.of(info));
    }

    /// Whoever lists or watches by `metadata.name` asks for one object: roles that name it allow
    /// it.
    private static String name(RequestInfo info) {
        var fields = info.query().value("fieldSelector");
        if (fields.isEmpty() || !LOOKS_AT_MANY.contains(info.verb()) || !info.name().isEmpty()) {
            return info.name();
        }
        try {
            return FieldSelector.parse(fields).exactMatch("metadata.name").orElse("");
        } catch (InvalidSelector _) {
            return ""; // refused when it is read for good
        }
    }

    public static Attributes resource(
            User user, String verb, String group, String resource, String namespace, String name) {
        return new Attributes(user, true, verb, group, "*", namespace, resource, "", name, "");
    }

    public static Attributes path(User user, String verb, String path) {
        return new Attributes(user, false, verb, "", "", "", "", "", "", path);
    }

    /// `pods` or `pods/log`.
    public String wholeResource() {
        return subresource.isEmpty() ? resource : resource + "/" + subresource;
    }

    /// Asked by somebody else.
    public Attributes by(User other) {
        return new Attributes(
                other,
                resourceRequest,
                verb,
                group,
                version,
                namespace,
                resource,
                subresource,
                name,
                path,
                selection);
    }

    public Attributes as(String otherVerb) {
        return new Attributes(
                user,
                resourceRequest,
                otherVerb,
                group,
                version,
                namespace,
                resource,
                subresource,
                name,
                path,
                selection);
    }
}
