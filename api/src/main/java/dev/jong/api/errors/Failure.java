package dev.jong.api.errors;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a `Status` of a failed request says; empty texts and 0 stand for what it leaves out.
///
/// @param code of HTTP
/// @param reason the machine's word for it: `NotFound`
/// @param details null when the Status has none
/// @param continueToken where a list whose token expired may go on; empty for every other failure
public record Failure(
        int code, String reason, String message, @Nullable Details details, String continueToken) {
    public Failure(int code, String reason, String message, @Nullable Details details) {
        this(code, reason, message, details, "");
    }

    /// What the failure is about.
    ///
    /// @param kind the resource's plural name, or the kind's name for `Invalid`
    /// @param retryAfterSeconds when to try again; 0 when that is not told
    public record Details(
            String group,
            String kind,
            String name,
            String uid,
            List<Cause> causes,
            int retryAfterSeconds) {
        public static final Details EMPTY = new Details("", "", "", "", List.of(), 0);

        public Details {
            causes = List.copyOf(causes);
        }

        static Details of(String group, String kind, String name) {
            return new Details(group, kind, name, "", List.of(), 0);
        }

        static Details retryAfter(int seconds) {
            return new Details("", "", "", "", List.of(), seconds);
        }

        public Details withCauses(List<Cause> other) {
            return new Details(group, kind, name, uid, other, retryAfterSeconds);
        }

        public Details withRetryAfterSeconds(int seconds) {
            return new Details(group, kind, name, uid, causes, seconds);
        }
    }

    /// One of several reasons.
    ///
    /// @param field the path of the field at fault; empty when there is none
    public record Cause(String reason, String message, String field) {}

    public Failure withDetails(Details other) {
        return new Failure(code, reason, message, other, continueToken);
    }
}
