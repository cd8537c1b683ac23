package dev.jong.apiserver.authentication;

import dev.jong.apiserver.request.User;
import java.util.List;
import java.util.Map;

/// What an authenticator found.
public sealed interface Identity {
    /// No credential was found.
    static Identity none() {
        return new Unknown();
    }

    /// A good credential.
    ///
    /// @param audiences for whom the credential is, as far as it says; empty if it does not
    /// @param notes what the audit log is told of the credential, by qualified name
    record Known(User user, List<String> audiences, Map<String, String> notes) implements Identity {
        public Known {
            audiences = List.copyOf(audiences);
            notes = Map.copyOf(notes);
        }

        public Known(User user, List<String> audiences) {
            this(user, audiences, Map.of());
        }
    }

    /// There is no credential of this kind.
    record Unknown() implements Identity {}

    /// There is one, and it is not good.
    ///
    /// @param notes what the audit log is told of it, by qualified name
    record Refused(String reason, Map<String, String> notes) implements Identity {
        public Refused {
            notes = Map.copyOf(notes);
        }

        public Refused(String reason) {
            this(reason, Map.of());
        }
    }
}
