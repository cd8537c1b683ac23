package dev.jong.apiserver.registry;

import dev.jong.api.KubernetesObject;
import dev.jong.api.selector.FieldSelector;
import dev.jong.api.selector.Selector;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Which objects to list or watch, and as of when (`meta/v1` ListOptions).
///
/// @param resourceVersion empty for the newest
/// @param match `Exact`, `NotOlderThan` or empty
/// @param limit 0 for all
/// @param continueToken empty for the first page
/// @param also what an object must satisfy besides: questions about another version of it; null for
///   nothing
public record ListQuery(
        Selector labels,
        FieldSelector fields,
        String resourceVersion,
        String match,
        long limit,
        String continueToken,
        @Nullable Predicate<KubernetesObject> also) {
    public static final ListQuery ALL =
            new ListQuery(Selector.everything(), FieldSelector.EVERYTHING, "", "", 0, "", null);

    public ListQuery(
            Selector labels,
            FieldSelector fields,
            String resourceVersion,
            String match,
            long limit,
            String continueToken) {
        this(labels, fields, resourceVersion, match, limit, continueToken, null);
    }

    public ListQuery withLabels(Selector selector) {
        return new ListQuery(selector, fields, resourceVersion, match, limit, continueToken, also);
    }

    public ListQuery withFields(FieldSelector selector) {
        return new ListQuery(labels, selector, resourceVersion, match, limit, continueToken, also);
    }

    ListQuery and(Predicate<KubernetesObject> condition) {
        return new ListQuery(
                labels,
                fields,
                resourceVersion,
                match,
                limit,
                continueToken,
                also == null ? condition : also.and(condition));
    }

    public ListQuery from(String version) {
        return new ListQuery(labels, fields, version, match, limit, continueToken, also);
    }

    /// The same in pages, which are of one version: the one that is asked for.
    ListQuery paged() {
        boolean exact =
                match.isEmpty() && !resourceVersion.isEmpty() && !resourceVersion.equals("0");
        return exact
                ? new ListQuery(
                        labels, fields, resourceVersion, "Exact", limit, continueToken, also)
                : this;
    }

    public boolean selective() {
        return !labels.isEverything() || !fields.isEverything() || also != null;
    }
}
