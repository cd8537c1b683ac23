package dev.jong.apiserver.authorization;

import dev.jong.apiserver.request.User;
import java.util.ArrayList;
import java.util.List;

/// Says whether somebody may do something. Any thread; does not block.
@FunctionalInterface
public interface Authorizer {
    Decision decide(Attributes attributes);

    /// Nothing to say.
    Decision NO_OPINION = new Decision.NoOpinion("");

    /// Whoever is in `system:masters` may do everything.
    Authorizer MASTERS =
            attributes -> attributes.user().in(User.MASTERS) ? new Decision.Allow("") : NO_OPINION;

    /// Asks one after the other until one allows or denies.
    static Authorizer inOrder(List<Authorizer> authorizers) {
        var order = List.copyOf(authorizers);
        return attributes -> {
            var reasons = new ArrayList<String>(0);
            for (var authorizer : order) {
                switch (authorizer.decide(attributes)) {
                    case Decision.Allow allow -> {
                        return allow;
                    }
                    case Decision.Deny deny -> {
                        return deny;
                    }
                    case Decision.NoOpinion(var reason) -> {
                        if (!reason.isEmpty()) {
                            reasons.add(reason);
                        }
                    }
                }
            }
            return reasons.isEmpty()
                    ? NO_OPINION
                    : new Decision.NoOpinion(String.join("\n", reasons));
        };
    }
}
