package dev.jong.client;

import dev.jong.api.json.Json;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;

/// `DeleteOptions` on the wire, and what a deletion answers.
final class WireDeletion {
    private WireDeletion() {}

    static byte[] write(Deletion deletion) {
        var body = JsonObject.EMPTY.with("apiVersion", "v1").with("kind", "DeleteOptions");
        var propagation = deletion.propagation();
        if (propagation != null) {
            body = body.with("propagationPolicy", propagation.text());
        }
        var grace = deletion.graceSeconds();
        if (grace != null) {
            body = body.with("gracePeriodSeconds", new JsonInteger(grace));
        }
        var preconditions = JsonObject.EMPTY;
        var uid = deletion.uid();
        if (uid != null) {
            preconditions = preconditions.with("uid", uid);
        }
        var version = deletion.resourceVersion();
        if (version != null) {
            preconditions = preconditions.with("resourceVersion", version);
        }
        if (!preconditions.isEmpty()) {
            body = body.with("preconditions", preconditions);
        }
        if (deletion.dryRun()) {
            body = body.with("dryRun", JsonArray.of(new JsonText("All")));
        }
        return Json.write(body);
    }

    /// Whether the answer says that it is done, instead of showing an object that still exists.
    static boolean isStatus(byte[] answer) {
        return Json.parse(answer) instanceof JsonObject object
                && "Status".equals(object.text("kind"));
    }
}
