package dev.jong.apiserver.authentication;

import dev.jong.api.authentication.v1.TokenReview;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import dev.jong.apiserver.request.User;
import dev.jong.apiserver.webhook.ConfiguredHook;
import dev.jong.apiserver.webhook.HookAnswer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks a webhook whose token it is, with a TokenReview.
public final class WebhookTokens implements TokenAuthenticator, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WebhookTokens.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ConfiguredHook hook;
    private final String apiVersion;
    private final List<String> own;

    /// @param version of the reviews: `v1` or `v1beta1`
    /// @param own for whom tokens are that name no audience
    public WebhookTokens(ConfiguredHook hook, String version, List<String> own) {
        this.hook = hook;
        this.apiVersion = "authentication.k8s.io/" + version;
        this.own = List.copyOf(own);
    }

    @Override
    public Identity identify(String token, List<String> audiences) {
        var spec =
                JsonObject.of("token", new JsonText(token))
                        .with(
                                "audiences",
                                new JsonArray(
                                        audiences.stream().<JsonValue>map(JsonText::new).toList()));
        var review =
                JsonObject.EMPTY
                        .with("kind", "TokenReview")
                        .with("apiVersion", apiVersion)
                        .with("metadata", JsonObject.EMPTY)
                        .with("spec", spec);
        return switch (hook.ask(review, PATIENCE)) {
            case HookAnswer.Failed(var why, _) -> {
                log.atError()
                        .addKeyValue("error", why)
                        .log("Failed to make webhook authenticator request");
                yield new Identity.Refused(why);
            }
            case HookAnswer.Body(var answer) -> identity(answer, audiences);
        };
    }

    private Identity identity(JsonObject answer, List<String> audiences) {
        try {
            var status =
                    Json.read(
                                    answer.with("apiVersion", TokenReview.KIND.apiVersion()),
                                    TokenReview.CODEC)
                            .status();
            if (!Objects.requireNonNullElse(status.authenticated(), false)) {
                var error = status.error();
                return error == null || error.isEmpty()
                        ? Identity.none()
                        : new Identity.Refused(error);
            }
            var meant = status.audiences().isEmpty() ? own : status.audiences();
            var common = audiences.stream().filter(meant::contains).toList();
            if (!audiences.isEmpty() && common.isEmpty()) {
                return Identity.none();
            }
            var user = status.user();
            return new Identity.Known(
                    new User(
                            Objects.requireNonNullElse(user.username(), ""),
                            Objects.requireNonNullElse(user.uid(), ""),
                            user.groups(),
                            user.extra()),
                    common);
        } catch (JsonException e) {
            return new Identity.Refused("the webhook's answer cannot be read: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        hook.close();
    }
}
