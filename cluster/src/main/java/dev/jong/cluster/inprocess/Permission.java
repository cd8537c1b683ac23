package dev.jong.cluster.inprocess;

import dev.jong.api.Kind;
import dev.jong.api.selector.FieldSelector;
import dev.jong.api.selector.InvalidSelector;
import dev.jong.apiserver.authorization.Attributes;
import dev.jong.apiserver.authorization.Authorizer;
import dev.jong.apiserver.authorization.Forbidden;
import dev.jong.apiserver.authorization.Selection;
import dev.jong.apiserver.request.User;
import dev.jong.client.ListOptions;
import dev.jong.client.Target;

/// Whether a caller in this process may do what it asks for: decided as for requests over the wire,
/// from memory alone.
record Permission(Authorizer authorizer, User user) {
    /// @throws dev.jong.api.errors.ApiException.Forbidden when it may not
    void demand(String verb, Target target) {
        decide(
                attributes(
                        verb,
                        target.kind(),
                        target.namespace(),
                        target.subresource(),
                        verb.equals("create") && target.subresource().isEmpty()
                                ? ""
                                : target.name(),
                        Selection.NONE));
    }

    /// As [#demand(String, Target)], of `list`, `watch` or `deletecollection`.
    void demand(String verb, Kind<?> kind, String namespace, ListOptions options) {
        var selection =
                Selection.NONE
                        .withFields(options.fieldSelector())
                        .withLabels(options.labelSelector());
        decide(attributes(verb, kind, namespace, "", name(verb, options), selection));
    }

    /// Whoever looks at one object by `metadata.name` needs no more than the permission for it.
    private static String name(String verb, ListOptions options) {
        var fields = options.fieldSelector();
        if (fields.isEmpty() || verb.equals("deletecollection")) {
            return "";
        }
        try {
            return FieldSelector.parse(fields).exactMatch("metadata.name").orElse("");
        } catch (InvalidSelector _) {
            return ""; // refused when it is read for good
        }
    }

    private Attributes attributes(
            String verb,
            Kind<?> kind,
            String namespace,
            String subresource,
            String name,
            Selection selection) {
        return new Attributes(
                user,
                true,
                verb,
                kind.group(),
                kind.version(),
                namespace,
                kind.plural(),
                subresource,
                name,
                "",
                selection);
    }

    private void decide(Attributes attributes) {
        var decision = authorizer.decide(attributes);
        if (!decision.allowed()) {
            throw Forbidden.of(attributes, decision.reason());
        }
    }
}
