package dev.jong.systemtests.difference;

import dev.jong.api.Bytes;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/// What is asked about one example: its creation and the creation of everything near it, then the
/// same as updates of what was created, and at last its deletion.
///
/// @param most how many changes of the example are tried; they are chosen by `random`
record ExampleRequests(Example example, int most, int depth, RandomGenerator random) {
    private static final String DRY = "?dryRun=All";
    private static final List<String> FIELD_VALIDATION =
            List.of("Strict", "Warn", "Ignore", "Loud");

    /// Kinds that are asked once and not stored.
    private static final Set<String> ASKED =
            Set.of(
                    "TokenReview",
                    "SubjectAccessReview",
                    "LocalSubjectAccessReview",
                    "SelfSubjectAccessReview",
                    "SelfSubjectRulesReview",
                    "SelfSubjectReview");

    List<Request> all() {
        var all = new ArrayList<Request>();
        var changes = chosen(Changes.of(example.kind().schema(), example.object(), depth));
        var label = example.kind().plural() + "/" + example.name();
        for (var change : changes) {
            if (!change.place().under("status")) {
                all.add(create(label, change));
            }
        }
        all.add(Request.of(label + " create", "POST", example.collection(), example.object()));
        if (ASKED.contains(example.kind().name())) {
            return all;
        }
        all.add(
                Request.of(
                        label + " create again", "POST", example.collection(), example.object()));
        all.add(Request.get(label + " get", example.path()));
        all.add(
                Request.of(
                        label + " update unchanged",
                        "PUT",
                        example.path() + DRY,
                        example.object()));
        for (var change : changes) {
            all.add(
                    change.place().under("status")
                            ? status(label, change)
                            : random.nextInt(3) > 0 ? update(label, change) : patch(label, change));
        }
        all.addAll(rest(label));
        return all;
    }

    private List<Change> chosen(List<Change> changes) {
        var left = new ArrayList<>(changes);
        while (left.size() > most) {
            int last = left.size() - 1;
            int drop = random.nextInt(left.size());
            left.set(drop, left.get(last));
            left.remove(last);
        }
        return left;
    }

    private Request create(String label, Change change) {
        var validation =
                change.place().toString().endsWith("bogus")
                        ? "&fieldValidation="
                                + FIELD_VALIDATION.get(random.nextInt(FIELD_VALIDATION.size()))
                        : "";
        return Request.of(
                label + " create " + change,
                "POST",
                example.collection() + DRY + validation,
                change.object());
    }

    private Request update(String label, Change change) {
        return Request.of(
                label + " update " + change, "PUT", example.path() + DRY, change.object());
    }

    private Request patch(String label, Change change) {
        var value = change.value();
        var step =
                JsonObject.of("op", new JsonText(value == null ? "remove" : "add"))
                        .with("path", change.place().pointer());
        var steps = JsonArray.of(value == null ? step : step.with("value", value));
        return patch(label + " patch " + change, "", "application/json-patch+json", steps);
    }

    private Request patch(String name, String query, String type, JsonValue body) {
        return Request.of(
                name, "PATCH", example.path() + DRY + query, type, Bytes.of(Json.write(body)));
    }

    private Request status(String label, Change change) {
        return Request.of(
                label + " status " + change,
                "PUT",
                example.path() + "/status" + DRY,
                change.object());
    }

    private List<Request> rest(String label) {
        var object = example.object();
        var metadata = object.object("metadata");
        var labelled =
                JsonObject.of(
                        "metadata", JsonObject.of("labels", JsonObject.of("x", new JsonText("y"))));
        var versioned =
                object.with("metadata", metadata.with("resourceVersion", new JsonText("1")));
        var renamed = object.with("metadata", metadata.with("name", new JsonText("another")));
        var applied =
                JsonObject.of("apiVersion", new JsonText(example.kind().apiVersion()))
                        .with("kind", example.kind().name())
                        .with("metadata", metadata);
        var table = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
        var partial =
                "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io,application/json";
        var partials =
                "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json";
        var apply = "application/apply-patch+yaml";
        return List.of(
                patch(label + " merge", "", "application/merge-patch+json", labelled),
                patch(label + " strategic", "", "application/strategic-merge-patch+json", labelled),
                patch(label + " apply nothing", "&fieldManager=a", apply, applied),
                patch(label + " apply all", "&fieldManager=a&force=true", apply, object),
                patch(label + " apply without a manager", "", apply, applied),
                Request.of(label + " stale update", "PUT", example.path() + DRY, versioned),
                Request.of(label + " renamed update", "PUT", example.path() + DRY, renamed),
                Request.of(
                        label + " update of none",
                        "PUT",
                        example.collection() + "/none" + DRY,
                        renamed),
                Request.get(label + " get none", example.collection() + "/none"),
                Request.get(label + " status", example.path() + "/status"),
                Request.get(label + " scale", example.path() + "/scale"),
                Request.get(label + " unknown subresource", example.path() + "/bogus"),
                Request.get(label + " table", example.path()).accepting(table),
                Request.get(label + " metadata", example.path()).accepting(partial),
                Request.get(label + " tables", example.everywhere() + selected()).accepting(table),
                Request.get(label + " metadatas", example.everywhere() + selected())
                        .accepting(partials),
                Request.get(
                        label + " bad field selector",
                        example.everywhere() + "?fieldSelector=spec.bogus%3D1"),
                Request.of(
                        label + " delete of another",
                        "DELETE",
                        example.path(),
                        deletion("uid", "4b4b4b4b-0000-4000-8000-000000000000")),
                Request.of(
                        label + " delete of an old one",
                        "DELETE",
                        example.path(),
                        deletion("resourceVersion", "1")),
                Request.of(label + " delete dry", "DELETE", example.path() + DRY, JsonObject.EMPTY),
                new Request(
                        label + " delete",
                        "DELETE",
                        example.path(),
                        java.util.Map.of(),
                        Bytes.EMPTY),
                Request.get(label + " get deleted", example.path()));
    }

    private String selected() {
        return "?fieldSelector=metadata.name%3D"
                + java.net.URLEncoder.encode(
                        example.name(), java.nio.charset.StandardCharsets.UTF_8);
    }

    private static JsonObject deletion(String field, String value) {
        return JsonObject.of("preconditions", JsonObject.of(field, new JsonText(value)));
    }
}
