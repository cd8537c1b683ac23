package dev.jong.apiserver.custom;

import dev.jong.api.Kind;
import dev.jong.api.Unstructured;
import dev.jong.api.apiextensions.v1.WebhookConversion;
import dev.jong.api.errors.ApiException;
import dev.jong.api.errors.Failure;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.apiserver.webhook.HookAddress;
import dev.jong.apiserver.webhook.HookAnswer;
import dev.jong.apiserver.webhook.HookClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Has a webhook convert custom objects between the versions of their definition
/// (`spec.conversion.strategy: Webhook`).
///
/// The webhook may change everything but metadata, and of that labels and annotations.
final class HookConversion {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String GROUP = "apiextensions.k8s.io/";

    private final HookClient client;
    private final HookAddress address;
    private final List<String> versions;
    private final String definition;
    private final ConversionFigures figures;

    HookConversion(
            HookClient client,
            WebhookConversion webhook,
            String definition,
            ConversionFigures figures) {
        this.definition = definition;
        this.figures = figures;
        this.client = client;
        this.address = HookAddress.of(Objects.requireNonNull(webhook.clientConfig()));
        this.versions = webhook.conversionReviewVersions();
    }

    /// All objects in one call.
    ///
    /// @throws ApiException when the webhook does not do it
    List<Unstructured> convert(List<Unstructured> objects, Kind<Unstructured> to) {
        var others = objects.stream().filter(object -> !object.kind().equals(to)).toList();
        if (others.isEmpty()) {
            return objects;
        }
        var from = others.getFirst().kind().toString();
        var answers = timed(others, to, from);
        if (answers.size() != others.size()) {
            throw failed(
                    "conversion webhook for "
                            + from
                            + " returned "
                            + answers.size()
                            + " objects, expected "
                            + others.size());
        }
        var all = new ArrayList<Unstructured>();
        int index = 0;
        for (var object : objects) {
            if (object.kind().equals(to)) {
                all.add(object);
            } else {
                all.add(checked(object, to, answers.get(index), index));
                index++;
            }
        }
        return List.copyOf(all);
    }

    private List<JsonValue> timed(List<Unstructured> objects, Kind<Unstructured> to, String from) {
        long start = System.nanoTime();
        boolean well = false;
        try {
            var answers = ask(objects, to, from);
            well = true;
            return answers;
        } finally {
            figures.converted(
                    definition,
                    objects.getFirst().kind().version(),
                    to.version(),
                    well,
                    System.nanoTime() - start);
        }
    }

    private List<JsonValue> ask(List<Unstructured> objects, Kind<Unstructured> to, String from) {
        var version =
                versions.stream()
                        .filter(each -> each.equals("v1") || each.equals("v1beta1"))
                        .findFirst()
                        .orElseThrow(() -> failed("no supported conversion review versions"));
        var uid = UUID.randomUUID().toString();
        var trees = objects.stream().map(HookConversion::tree).toArray(JsonValue[]::new);
        var request =
                JsonObject.EMPTY
                        .with("uid", uid)
                        .with("desiredAPIVersion", to.apiVersion())
                        .with("objects", JsonArray.of(trees));
        var review =
                JsonObject.EMPTY
                        .with("kind", "ConversionReview")
                        .with("apiVersion", GROUP + version)
                        .with("request", request);
        var head = "conversion webhook for " + from + " failed: ";
        long start = System.nanoTime();
        var answer = client.post(address, review, PATIENCE);
        figures.called(answer, System.nanoTime() - start);
        return switch (answer) {
            case HookAnswer.Failed(var why, _) -> throw failed(head + why);
            case HookAnswer.Body(var body) -> {
                var wrong = version.equals("v1") ? wrong(body, uid) : "";
                if (!wrong.isEmpty()) {
                    throw failed(head + wrong);
                }
                yield converted(body, head);
            }
        };
    }

    private static JsonValue tree(Unstructured object) {
        return Json.tree(object, object.kind().codec());
    }

    /// What is wrong with an answer in version v1; empty when nothing is.
    private static String wrong(JsonObject body, String uid) {
        var apiVersion = String.valueOf(body.text("apiVersion"));
        var kind = String.valueOf(body.text("kind"));
        if (!apiVersion.equals(GROUP + "v1") || !kind.equals("ConversionReview")) {
            return "expected webhook response of "
                    + GROUP
                    + "v1, Kind=ConversionReview, got "
                    + apiVersion
                    + ", Kind="
                    + kind;
        }
        if (!body.has("response")) {
            return "no response provided";
        }
        var answered = Objects.requireNonNullElse(body.object("response").text("uid"), "");
        return answered.equals(uid)
                ? ""
                : "expected response.uid=\"" + uid + "\", got \"" + answered + "\"";
    }

    private static List<JsonValue> converted(JsonObject body, String head) {
        if (!body.has("response")) {
            throw failed(head + "no response provided");
        }
        var response = body.object("response");
        var result = response.object("result");
        var status = Objects.requireNonNullElse(result.text("status"), "");
        if (!status.equals("Success")) {
            var message = Objects.requireNonNullElse(result.text("message"), "");
            throw failed(
                    head
                            + (message.isEmpty()
                                    ? "response.result.status was '" + status + "', not 'Success'"
                                    : message));
        }
        return response.array("convertedObjects").items();
    }

    private static Unstructured checked(
            Unstructured original, Kind<Unstructured> to, JsonValue answer, int index) {
        var head =
                "conversion webhook for "
                        + original.kind()
                        + " returned invalid converted object at index "
                        + index
                        + ": ";
        if (!(answer instanceof JsonObject tree)) {
            throw failed(head + "it is not an object");
        }
        var version = tree.text("apiVersion");
        if (!to.apiVersion().equals(version)) {
            throw failed(
                    head
                            + "invalid groupVersion (expected "
                            + to.apiVersion()
                            + ", received "
                            + version
                            + ")");
        }
        if (!to.name().equals(tree.text("kind"))) {
            throw failed(
                    head
                            + "invalid kind (expected "
                            + to.name()
                            + ", received "
                            + tree.text("kind")
                            + ")");
        }
        if (!tree.has("metadata")) {
            throw failed(head + "missing metadata in converted object");
        }
        Unstructured converted;
        try {
            converted = Json.read(tree, to.codec());
        } catch (JsonException e) {
            throw failed(head + e.getMessage());
        }
        var was = original.metadata();
        var is = converted.metadata();
        same("name", was.name(), is.name(), head);
        same("namespace", was.namespace(), is.namespace(), head);
        same("UID", was.uid(), is.uid(), head);
        return converted.withMetadata(kept(was, is));
    }

    private static void same(String what, @Nullable String was, @Nullable String is, String head) {
        var before = Objects.requireNonNullElse(was, "");
        var after = Objects.requireNonNullElse(is, "");
        if (!before.equals(after)) {
            throw failed(head + "must have the same " + what + ": " + before + " != " + after);
        }
    }

    private static ObjectMeta kept(ObjectMeta was, ObjectMeta is) {
        return was.toBuilder()
                .labels(ordered(is.labels()))
                .annotations(ordered(is.annotations()))
                .build();
    }

    private static Map<String, String> ordered(Map<String, String> values) {
        return new TreeMap<>(values);
    }

    /// Upstream's answer carries neither reason nor details.
    private static ApiException failed(String message) {
        return ApiException.of(new Failure(500, "", message, null));
    }
}
