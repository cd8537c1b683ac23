package dev.jong.apiserver;

import dev.jong.apiserver.audit.Auditing;
import dev.jong.apiserver.authentication.AnonymousRules;
import dev.jong.apiserver.authentication.Authentication;
import dev.jong.apiserver.authentication.Identity;
import dev.jong.apiserver.authorization.Authorizer;
import dev.jong.apiserver.chain.Access;
import dev.jong.apiserver.chain.AccessFigures;
import dev.jong.apiserver.chain.RequestChain;
import dev.jong.apiserver.flowcontrol.Fairness;
import dev.jong.apiserver.request.User;
import dev.jong.apiserver.route.RequestHandler;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Decides what a request goes through before it is answered.
final class AuthenticationSetup {
    private AuthenticationSetup() {}

    /// @param access empty when everybody is an administrator
    static RequestChain chain(
            Optional<Access> access,
            Fairness fairness,
            Auditing auditing,
            AccessFigures figures,
            RequestHandler handler) {
        return access.map(opened -> opened.chain(fairness, auditing, figures, handler))
                .orElseGet(() -> open(fairness, auditing, figures, handler));
    }

    /// Whoever comes is an administrator: for servers that only tests reach.
    private static RequestChain open(
            Fairness fairness, Auditing auditing, AccessFigures figures, RequestHandler handler) {
        return new RequestChain(
                everybody(), Authorizer.MASTERS, fairness, auditing, figures, handler);
    }

    /// Who somebody is.
    static Authentication authentication(Optional<Access> access) {
        return access.map(Access::authentication).orElseGet(AuthenticationSetup::everybody);
    }

    private static Authentication everybody() {
        var admin = User.of("admin", List.of(User.MASTERS, User.AUTHENTICATED));
        return new Authentication(
                List.of(_ -> new Identity.Known(admin, List.of())),
                new AnonymousRules(false, Set.of()));
    }
}
