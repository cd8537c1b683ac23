package dev.jong.apiserver.authorization;

import dev.jong.api.GroupResource;
import dev.jong.api.errors.ApiException;

/// The refusal in upstream's words.
public final class Forbidden {
    private Forbidden() {}

    public static ApiException of(Attributes attributes, String reason) {
        var message = sanitized(message(attributes));
        return ApiException.forbidden(
                new GroupResource(attributes.group(), attributes.resource()),
                attributes.name(),
                reason.isEmpty() ? message : message + ": " + reason);
    }

    /// Nothing that a browser may take for HTML.
    private static String sanitized(String message) {
        return message.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    static String message(Attributes attributes) {
        var who = "User \"" + attributes.user().name() + "\" cannot " + attributes.verb();
        if (!attributes.resourceRequest()) {
            return who + " path \"" + attributes.path() + "\"";
        }
        var what =
                who
                        + " resource \""
                        + attributes.wholeResource()
                        + "\" in API group \""
                        + attributes.group()
                        + "\"";
        return attributes.namespace().isEmpty()
                ? what + " at the cluster scope"
                : what + " in the namespace \"" + attributes.namespace() + "\"";
    }
}
