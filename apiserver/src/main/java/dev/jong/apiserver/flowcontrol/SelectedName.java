package dev.jong.apiserver.flowcontrol;

import dev.jong.api.selector.FieldSelector;
import dev.jong.api.selector.InvalidSelector;
import dev.jong.apiserver.request.RequestInfo;

/// The one object that a request means, be it for a collection.
final class SelectedName {
    private SelectedName() {}

    /// The name in the path, or the one that is selected as a field; empty when more than one
    /// object may be meant.
    static String of(RequestInfo info) {
        var fields = info.query().value("fieldSelector");
        if (!info.name().isEmpty() || fields.isEmpty()) {
            return info.name();
        }
        try {
            return FieldSelector.parse(fields).exactMatch("metadata.name").orElse("");
        } catch (InvalidSelector _) {
            return "";
        }
    }
}
