package dev.jong.apiserver.flowcontrol;

import dev.jong.api.selector.FieldSelector;
import dev.jong.api.selector.InvalidSelector;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.http.Query;

/// How many seats a request needs: lists, and watches that begin with one, need a seat for every
/// 100,000 bytes that they bring into memory (KEP-1040, SizeBasedListCostEstimate). What is served
/// from the cache goes out in pieces and counts as one megabyte at most.
final class WorkEstimate {
    private static final long BYTES_PER_SEAT = 100_000;
    private static final long MOST_CACHED_BYTES = 1_000_000;
    private static final int MOST_SEATS = 100;

    private final Registry registry;

    WorkEstimate(Registry registry) {
        this.registry = registry;
    }

    /// @param most that the level gives to one request; 0 when it does not say
    int seats(RequestInfo info, int most) {
        if (!info.resourceRequest() || !looksAtMany(info)) {
            return 1;
        }
        var verbs = registry.find(info.group(), info.version(), info.resource());
        if (verbs.isEmpty()) {
            return 1;
        }
        long stored = verbs.get().count();
        long bytes = loaded(info, stored) * verbs.get().bytesOfOne();
        if (info.verb().equals("watch") || isCached(info.query())) {
            bytes = Math.min(bytes, MOST_CACHED_BYTES);
        }
        int limit = most == 0 ? MOST_SEATS : Math.min(most, MOST_SEATS);
        return Math.clamp(Math.ceilDiv(bytes, BYTES_PER_SEAT), 1, limit);
    }

    private static boolean looksAtMany(RequestInfo info) {
        return switch (info.verb()) {
            case "list" -> true;
            case "watch" -> {
                var version = info.query().value("resourceVersion");
                yield info.query().isTrue("sendInitialEvents")
                        || version.isEmpty()
                        || version.equals("0");
            }
            default -> false;
        };
    }

    private static long loaded(RequestInfo info, long stored) {
        if (!info.name().isEmpty() || namesOne(info.query())) {
            return 1;
        }
        long limit = number(info.query().value("limit"));
        long page = limit > 0 ? Math.min(limit, stored) : stored;
        boolean selective = info.query().has("labelSelector") || info.query().has("fieldSelector");
        return selective && !info.verb().equals("watch") && !isCached(info.query())
                ? Math.max(page, stored / 2)
                : page;
    }

    private static boolean namesOne(Query query) {
        var fields = query.value("fieldSelector");
        try {
            return !fields.isEmpty()
                    && FieldSelector.parse(fields).exactMatch("metadata.name").isPresent();
        } catch (InvalidSelector _) {
            return false;
        }
    }

    private static boolean isCached(Query query) {
        var version = query.value("resourceVersion");
        boolean exact = !version.isEmpty() && !version.equals("0") && query.has("limit");
        return switch (query.value("resourceVersionMatch")) {
            case "NotOlderThan" -> true;
            case "" -> !query.has("continue") && !exact;
            default -> false;
        };
    }

    private static long number(String text) {
        try {
            return text.isEmpty() ? 0 : Long.parseLong(text);
        } catch (NumberFormatException _) {
            return 0; // refused when it is read for good
        }
    }
}
