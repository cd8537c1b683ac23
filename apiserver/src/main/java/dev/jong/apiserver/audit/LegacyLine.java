package dev.jong.apiserver.audit;

import dev.jong.api.GoText;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import java.util.Objects;
import java.util.stream.Collectors;

/// An event as text, for whoever still reads that.
final class LegacyLine {
    private LegacyLine() {}

    static String of(JsonObject event) {
        var user = event.object("user");
        var other = event.object("impersonatedUser");
        return event.text("requestReceivedTimestamp")
                + " AUDIT: id="
                + quoted(event, "auditID", "")
                + " stage="
                + quoted(event, "stage", "")
                + " ip="
                + GoText.quote(
                        event.array("sourceIPs").items().isEmpty()
                                ? "<unknown>"
                                : text(event.array("sourceIPs").get(0)))
                + " method="
                + quoted(event, "verb", "")
                + " user="
                + quoted(user, "username", "<none>")
                + " groups="
                + GoText.quote(groups(user, "<none>"))
                + " as="
                + quoted(other, "username", "<self>")
                + " asgroups="
                + GoText.quote(groups(other, "<lookup>"))
                + " user-agent="
                + quoted(event, "userAgent", "")
                + " namespace="
                + quoted(event.object("objectRef"), "namespace", "<none>")
                + " uri="
                + quoted(event, "requestURI", "")
                + " response=\""
                + (event.object("responseStatus").get("code") instanceof JsonInteger(var code)
                        ? Long.toString(code)
                        : "<deferred>")
                + '"';
    }

    private static String quoted(JsonObject object, String name, String absent) {
        return GoText.quote(Objects.requireNonNullElse(object.text(name), absent));
    }

    private static String groups(JsonObject user, String absent) {
        var groups = user.array("groups").items();
        return groups.isEmpty()
                ? absent
                : groups.stream()
                        .map(group -> GoText.quote(text(group)))
                        .collect(Collectors.joining(","));
    }

    private static String text(Object value) {
        return value instanceof JsonText(var text) ? text : "";
    }
}
