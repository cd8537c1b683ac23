package dev.jong.apiserver.registry;

import dev.jong.api.selector.FieldSelector;
import dev.jong.api.selector.Selector;
import java.util.Optional;

/// Which objects to list or watch, and as of when (`meta/v1` ListOptions).
///
/// @param resourceVersion empty for the newest
/// @param match `Exact`, `NotOlderThan` or empty
/// @param limit 0 for all
/// @param continueToken empty for the first page
public record ListQuery(
        Selector labels,
        FieldSelector fields,
        String resourceVersion,
        String match,
        long limit,
        String continueToken) {
    public static final ListQuery ALL =
            new ListQuery(Selector.everything(), FieldSelector.EVERYTHING, "", "", 0, "");

    public ListQuery withLabels(Selector selector) {
        return new ListQuery(selector, fields, resourceVersion, match, limit, continueToken);
    }

    public ListQuery withFields(FieldSelector selector) {
        return new ListQuery(labels, selector, resourceVersion, match, limit, continueToken);
    }

    public ListQuery from(String version) {
        return new ListQuery(labels, fields, version, match, limit, continueToken);
    }

    public boolean selective() {
        return !labels.isEverything() || !fields.isEverything();
    }

    Optional<String> onlyName() {
        return fields.exactMatch("metadata.name");
    }
}
