package dev.jong.apiserver.admission.webhook;

import dev.jong.api.GoText;
import dev.jong.api.admission.v1.AdmissionResponse;
import dev.jong.api.admission.v1.AdmissionReview;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonObject;
import dev.jong.api.meta.v1.Status;
import dev.jong.api.patch.JsonPatch;
import dev.jong.api.patch.PatchFailed;
import dev.jong.apiserver.request.RequestContext;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a webhook says to a request.
sealed interface Answer {
    /// The request may go on.
    ///
    /// @param patch to be applied to the object first; empty for none
    /// @param annotations for the audit log
    record Allowed(JsonPatch patch, List<String> warnings, Map<String, String> annotations)
            implements Answer {}

    /// It may not.
    record Denied(ApiException refusal, List<String> warnings, Map<String, String> annotations)
            implements Answer {}

    /// The webhook could not be asked, or said nothing sensible.
    ///
    /// @param code that metrics tell
    record Failed(String why, int code) implements Answer {
        static final int UNAVAILABLE = 503;

        /// It answered, but with nothing sensible.
        Failed(String why) {
            this(why, UNAVAILABLE);
        }
    }

    /// Tells the client and the audit log what the webhook says besides.
    default void tell(Hook hook) {
        switch (this) {
            case Allowed allowed -> tell(hook, allowed.warnings, allowed.annotations);
            case Denied denied -> tell(hook, denied.warnings, denied.annotations);
            case Failed _ -> {}
        }
    }

    private static void tell(Hook hook, List<String> warnings, Map<String, String> annotations) {
        var context = RequestContext.current();
        warnings.forEach(context.warnings()::add);
        annotations.forEach(
                (key, value) -> context.annotations().put(hook.name() + "/" + key, value));
    }

    /// Reads an AdmissionReview.
    ///
    /// @param version in which the webhook was asked
    static Answer of(Hook hook, boolean mutating, String version, String uid, JsonObject review) {
        AdmissionResponse response;
        try {
            response = Json.read(review, AdmissionReview.CODEC).response();
        } catch (JsonException e) {
            return new Failed("failed to call webhook: " + e.getMessage());
        }
        var wrong = version.equals("v1") ? wrong(mutating, uid, review, response) : null;
        if (response == null || wrong != null) {
            return new Failed(
                    "received invalid webhook response: "
                            + Objects.requireNonNullElse(wrong, "webhook response was absent"));
        }
        if (!response.allowed()) {
            return new Denied(
                    denial(hook.name(), response.status()),
                    response.warnings(),
                    response.auditAnnotations());
        }
        return allowed(mutating, response);
    }

    private static Answer allowed(boolean mutating, AdmissionResponse response) {
        var patch = new JsonPatch(List.of());
        if (mutating && !response.patch().isEmpty()) {
            var type = response.patchType();
            if (type != null && !type.equals("JSONPatch")) {
                return new Failed("unsupported patch type " + GoText.quote(type));
            }
            try {
                patch = JsonPatch.of(Json.parse(response.patch().toArray()));
            } catch (JsonException | PatchFailed e) {
                return new Failed(
                        "received undecodable patch in webhook response: " + e.getMessage());
            }
        }
        return new Allowed(patch, response.warnings(), response.auditAnnotations());
    }

    /// What is wrong with an answer, in version v1, which is strict; null when nothing is.
    private static @Nullable String wrong(
            boolean mutating, String uid, JsonObject review, @Nullable AdmissionResponse response) {
        if (response == null) {
            return "webhook response was absent";
        }
        if (!response.uid().equals(uid)) {
            return "expected response.uid="
                    + GoText.quote(uid)
                    + ", got "
                    + GoText.quote(response.uid());
        }
        var apiVersion = Objects.requireNonNullElse(review.text("apiVersion"), "");
        var kind = Objects.requireNonNullElse(review.text("kind"), "");
        if (!apiVersion.equals(Review.GROUP + "v1") || !kind.equals("AdmissionReview")) {
            return "expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got "
                    + apiVersion
                    + ", Kind="
                    + kind;
        }
        var type = response.patchType();
        boolean patched = !response.patch().isEmpty();
        if (!mutating) {
            if (patched) {
                return "validating webhook may not return response.patch";
            }
            return type == null ? null : "validating webhook may not return response.patchType";
        }
        if (patched && type == null) {
            return "webhook returned response.patch but not response.patchType";
        }
        if (!patched && type != null) {
            return "webhook returned response.patchType but not response.patch";
        }
        return type != null && type.isEmpty()
                ? "webhook returned invalid response.patchType of \"\""
                : null;
    }

    /// The webhook's own Status, made to look like a failure if it does not.
    private static ApiException denial(String hook, @Nullable Status told) {
        var status = told == null ? Status.EMPTY : told;
        var head = "admission webhook " + GoText.quote(hook) + " denied the request";
        var message = Objects.requireNonNullElse(status.message(), "");
        var reason = Objects.requireNonNullElse(status.reason(), "");
        String text;
        if (!message.isEmpty()) {
            text = head + ": " + message;
        } else if (!reason.isEmpty()) {
            text = head + ": " + reason;
        } else {
            text = head + " without explanation";
        }
        return ApiException.of(
                status.withStatus("Failure")
                        .withMessage(text)
                        .withCode(Math.max(status.code(), 400)));
    }
}
