package dev.jong.apiserver.authentication;

import dev.jong.api.errors.ApiException;
import dev.jong.apiserver.authorization.Attributes;
import dev.jong.apiserver.authorization.Authorizer;
import dev.jong.apiserver.request.User;
import dev.jong.http.Headers;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Lets those who may act as somebody else.
public final class Impersonation {
    private static final int REMEMBERED = 10_000;

    /// Hears of each question about whether a user may act as another.
    public interface Listener {
        void asked(ImpersonationMode mode, boolean allowed, long nanos);
    }

    /// Who a request is made as.
    ///
    /// @param mode the way that he was let go
    public record Acting(User user, ImpersonationMode mode) {
        /// What audit events tell of it: the verb that was needed, nothing of the old way.
        public String constraint() {
            return mode == ImpersonationMode.LEGACY ? "" : mode.verb();
        }
    }

    private final Authorizer authorizer;
    private final Listener listener;

    /// The way that each user went last: who goes the old way always is not asked about the others
    /// each time.
    private final Map<String, ImpersonationMode> last =
            Collections.synchronizedMap(
                    new LinkedHashMap<>(16, 0.75f, true) {
                        private static final long serialVersionUID = 1L;

                        @Override
                        protected boolean removeEldestEntry(
                                Map.Entry<String, ImpersonationMode> eldest) {
                            return size() > REMEMBERED;
                        }
                    });

    public Impersonation(Authorizer authorizer, Listener listener) {
        this.authorizer = authorizer;
        this.listener = listener;
    }

    /// Whom the request asks to be made as; empty when it asks for nothing of the kind.
    ///
    /// @throws ApiException when it names groups and the like of nobody
    public Optional<User> wanted(Headers headers) {
        return WantedUser.of(headers);
    }

    /// Who the request is made as.
    ///
    /// @param asked what the caller wants to do
    /// @throws ApiException of the first way that fits and is not open to him
    public Acting apply(User wanted, Attributes asked) {
        var caller = asked.user();
        var usual = last.get(caller.name());
        @Nullable ApiException first = null;
        if (usual != null && usual.fits(wanted, caller)) {
            try {
                return new Acting(check(usual, wanted, asked), usual);
            } catch (ApiException e) {
                first = e;
            }
        }
        for (var mode : ImpersonationMode.values()) {
            if (mode == usual || !mode.fits(wanted, caller)) {
                continue;
            }
            try {
                var user = check(mode, wanted, asked);
                last.put(caller.name(), mode);
                return new Acting(user, mode);
            } catch (ApiException e) {
                first = first == null ? e : first;
            }
        }
        throw first == null ? ApiException.internal("all impersonation modes failed") : first;
    }

    private User check(ImpersonationMode mode, User wanted, Attributes asked) {
        return new ImpersonationCheck(mode, authorizer, listener, asked).check(wanted);
    }
}
