package dev.jong.apiserver.flowcontrol;

import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.http.Query;
import java.time.Duration;

/// How many seats a request needs (KEP-1040).
///
/// Lists, and watches that begin with one, need a seat for every 100,000 bytes that they bring into
/// memory (SizeBasedListCostEstimate). What is served from the cache goes out in pieces and counts
/// as one megabyte at most.
///
/// A change keeps a seat for every ten watches that it is told to, for five milliseconds after it;
/// or fewer seats for longer.
final class WorkEstimate {
    private static final long BYTES_PER_SEAT = 100_000;
    private static final long MOST_CACHED_BYTES = 1_000_000;

    /// An object whose size is not known: as large as etcd takes.
    private static final long LARGEST_OBJECT = 1_500_000;

    private static final int MOST_LIST_SEATS = 100;
    private static final int MOST_CHANGE_SEATS = 10;
    private static final int WATCHES_PER_SEAT = 10;
    private static final Duration TELLING = Duration.ofMillis(5);

    private final Registry registry;
    private final WatchCounts watches;

    WorkEstimate(Registry registry, WatchCounts watches) {
        this.registry = registry;
        this.watches = watches;
    }

    /// @param most that the level gives to one request; 0 when it does not say
    /// @param figures are told how many watches there are
    Work of(RequestInfo info, int most, FlowMetrics.Flow figures) {
        return switch (info.verb()) {
            case "list" -> list(info, most);
            case "watch" -> beginsWithList(info.query()) ? list(info, most) : Work.ONE_SEAT;
            case "create", "update", "patch", "delete" -> change(info, most, figures);
            default -> Work.ONE_SEAT;
        };
    }

    private Work change(RequestInfo info, int most, FlowMetrics.Flow figures) {
        if (info.resource().equals("serviceaccounts") && info.subresource().equals("token")) {
            return Work.ONE_SEAT; // nobody is told of a token
        }
        int count = watches.interestedIn(info);
        figures.watched(count);
        if (count < WATCHES_PER_SEAT) {
            return Work.ONE_SEAT;
        }
        return new Work(1, Math.ceilDiv(count, WATCHES_PER_SEAT), TELLING)
                .narrowed(limit(most, MOST_CHANGE_SEATS));
    }

    private static int limit(int most, int limit) {
        return most == 0 ? limit : Math.min(most, limit);
    }

    private Work list(RequestInfo info, int most) {
        var verbs = registry.find(info.group(), info.version(), info.resource());
        if (!info.resourceRequest() || verbs.isEmpty()) {
            return Work.ONE_SEAT;
        }
        long stored = verbs.get().count();
        long size = verbs.get().bytesOfOne();
        long bytes = loaded(info, stored) * (size > 0 ? size : LARGEST_OBJECT);
        if (info.verb().equals("watch") || isCached(info.query())) {
            bytes = Math.min(bytes, MOST_CACHED_BYTES);
        }
        int seats =
                Math.clamp(Math.ceilDiv(bytes, BYTES_PER_SEAT), 1, limit(most, MOST_LIST_SEATS));
        return seats == 1 ? Work.ONE_SEAT : Work.seats(seats);
    }

    private static boolean beginsWithList(Query query) {
        var version = query.value("resourceVersion");
        return query.isTrue("sendInitialEvents") || version.isEmpty() || version.equals("0");
    }

    private static long loaded(RequestInfo info, long stored) {
        if (!SelectedName.of(info).isEmpty()) {
            return 1;
        }
        long limit = number(info.query().value("limit"));
        long page = limit > 0 ? Math.min(limit, stored) : stored;
        boolean selective = info.query().has("labelSelector") || info.query().has("fieldSelector");
        return selective && !info.verb().equals("watch") && !isCached(info.query())
                ? Math.max(page, stored / 2)
                : page;
    }

    private static boolean isCached(Query query) {
        var version = query.value("resourceVersion");
        boolean exact =
                !version.isEmpty() && !version.equals("0") && number(query.value("limit")) > 0;
        return switch (query.value("resourceVersionMatch")) {
            case "NotOlderThan" -> true;
            case "" -> query.value("continue").isEmpty() && !exact;
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
