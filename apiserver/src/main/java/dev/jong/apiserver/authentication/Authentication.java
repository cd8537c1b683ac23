package dev.jong.apiserver.authentication;

import dev.jong.apiserver.request.User;
import dev.jong.http.HttpExchange;
import java.util.ArrayList;
import java.util.List;

/// Asks each authenticator in turn; whoever shows nothing at all is anonymous.
///
/// @param anonymous whether requests without a credential are let in as `system:anonymous`
public record Authentication(List<Authenticator> authenticators, AnonymousRules anonymous) {
    public Authentication {
        authenticators = List.copyOf(authenticators);
    }

    /// [Identity.Unknown] only when anonymous requests are not let in.
    public Identity identify(HttpExchange exchange) {
        Identity refusal = Identity.none();
        for (var authenticator : authenticators) {
            switch (authenticator.identify(exchange)) {
                case Identity.Known(var user, var audiences, var notes) -> {
                    return new Identity.Known(authenticated(user), audiences, notes);
                }
                case Identity.Refused refused -> refusal = refused;
                case Identity.Unknown _ -> {}
            }
        }
        return refusal instanceof Identity.Unknown && anonymous.allow(exchange.path())
                ? new Identity.Known(User.ANONYMOUS, List.of())
                : refusal;
    }

    /// In group `system:authenticated`.
    public static User authenticated(User user) {
        if (user.name().equals(User.ANONYMOUS.name()) || user.in(User.AUTHENTICATED)) {
            return user;
        }
        var groups = new ArrayList<>(user.groups());
        groups.add(User.AUTHENTICATED);
        return new User(user.name(), user.uid(), groups, user.extra());
    }
}
