package dev.jong.apiserver.authentication;

import dev.jong.api.Kind;
import dev.jong.api.authentication.v1.SelfSubjectReview;
import dev.jong.api.authentication.v1.SelfSubjectReviewStatus;
import dev.jong.api.authentication.v1.TokenReview;
import dev.jong.api.authentication.v1.TokenReviewStatus;
import dev.jong.api.errors.ApiException;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.route.RequestHandler;
import dev.jong.apiserver.route.Reviews;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/// Answers the `authentication.k8s.io/v1` reviews. Nothing is stored.
public final class UserReviews {
    private final TokenAuthenticator tokens;
    private final List<String> audiences;
    private final InstantSource clock;

    /// Reviews what `tokens` knows.
    ///
    /// @param audiences of the API server, for reviews that name none
    public UserReviews(TokenAuthenticator tokens, List<String> audiences, InstantSource clock) {
        this.tokens = tokens;
        this.audiences = List.copyOf(audiences);
        this.clock = clock;
    }

    /// Who answers which kind; each is created only.
    public Map<Kind<?>, RequestHandler> handlers() {
        var reviews = new Reviews(clock);
        return Map.of(
                TokenReview.KIND,
                reviews.of(TokenReview.KIND, (review, _) -> review(review)),
                SelfSubjectReview.KIND,
                reviews.of(SelfSubjectReview.KIND, (_, _) -> self()));
    }

    /// Says nothing of what was asked, but when it was.
    private SelfSubjectReview self() {
        return SelfSubjectReview.EMPTY
                .withMetadata(
                        ObjectMeta.EMPTY.withCreationTimestamp(
                                clock.instant().truncatedTo(ChronoUnit.SECONDS)))
                .withStatus(new SelfSubjectReviewStatus(RequestContext.current().user().info()));
    }

    private TokenReview review(TokenReview review) {
        var token = review.spec().token();
        if (token == null || token.isEmpty()) {
            throw ApiException.badRequest("token is required for TokenReview in authentication");
        }
        var wanted = review.spec().audiences().isEmpty() ? audiences : review.spec().audiences();
        return review.withStatus(
                switch (tokens.identify(token, wanted)) {
                    case Identity.Known(var user, var common, var notes) -> {
                        notes.forEach(RequestContext.current().annotations()::put);
                        yield TokenReviewStatus.EMPTY
                                .withAuthenticated(true)
                                .withUser(Authentication.authenticated(user).info())
                                .withAudiences(common);
                    }
                    case Identity.Unknown _ ->
                            TokenReviewStatus.EMPTY.withError("invalid bearer token");
                    case Identity.Refused(var reason, _) ->
                            TokenReviewStatus.EMPTY.withError(reason);
                });
    }
}
