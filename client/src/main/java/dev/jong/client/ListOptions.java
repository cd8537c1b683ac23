package dev.jong.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Which objects to list or to watch, and from when. "" and 0 mean: not said.
///
/// @param resourceVersion "0" takes whatever the server has at hand; "" the newest
/// @param resourceVersionMatch `Exact` or `NotOlderThan`
/// @param limit most objects in one page
/// @param sendInitialEvents a watch that begins with what there is (KEP-3157)
/// @param timeout after which the server ends the watch
public record ListOptions(
        String labelSelector,
        String fieldSelector,
        String resourceVersion,
        String resourceVersionMatch,
        long limit,
        String continueToken,
        boolean bookmarks,
        boolean sendInitialEvents,
        @Nullable Duration timeout) {
    public static final ListOptions ALL =
            new ListOptions("", "", "", "", 0, "", false, false, null);

    public static ListOptions labelled(String selector) {
        return ALL.withLabelSelector(selector);
    }

    public static ListOptions fields(String selector) {
        return ALL.withFieldSelector(selector);
    }

    public ListOptions withLabelSelector(String selector) {
        return new ListOptions(
                selector,
                fieldSelector,
                resourceVersion,
                resourceVersionMatch,
                limit,
                continueToken,
                bookmarks,
                sendInitialEvents,
                timeout);
    }

    public ListOptions withFieldSelector(String selector) {
        return new ListOptions(
                labelSelector,
                selector,
                resourceVersion,
                resourceVersionMatch,
                limit,
                continueToken,
                bookmarks,
                sendInitialEvents,
                timeout);
    }

    public ListOptions withResourceVersion(String version, String match) {
        return new ListOptions(
                labelSelector,
                fieldSelector,
                version,
                match,
                limit,
                continueToken,
                bookmarks,
                sendInitialEvents,
                timeout);
    }

    public ListOptions withPage(long most, String token) {
        return new ListOptions(
                labelSelector,
                fieldSelector,
                resourceVersion,
                resourceVersionMatch,
                most,
                token,
                bookmarks,
                sendInitialEvents,
                timeout);
    }

    /// A watch from `version` on, with bookmarks.
    public ListOptions watchingFrom(String version, Duration until) {
        return new ListOptions(
                labelSelector, fieldSelector, version, "", 0, "", true, false, until);
    }

    /// A watch that first sends what there is, then a bookmark that says so, then what happens.
    public ListOptions streaming(Duration until) {
        return new ListOptions(
                labelSelector, fieldSelector, "", "NotOlderThan", 0, "", true, true, until);
    }
}
