package dev.jong.apiserver.registry;

import dev.jong.api.errors.ApiException;
import dev.jong.api.errors.Failure;

/// Resource versions as clients write them. What is none is refused in as many ways as upstream
/// has.
final class Revisions {
    private Revisions() {}

    static long parse(String text) {
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException _) {
            throw ApiException.of(new Failure(500, "", invalid(text), null));
        }
    }

    /// Of a list.
    static long listed(String text) {
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException _) {
            throw ApiException.badRequest("invalid resource version: " + invalid(text));
        }
    }

    /// Of a watch.
    static long watched(String text) {
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException _) {
            throw ApiException.of(new Failure(500, "", invalid(text), null));
        }
    }

    private static String invalid(String text) {
        return "resourceVersion: Invalid value: \""
                + text
                + "\": strconv.ParseUint: parsing \""
                + text
                + (text.matches("\\d+") ? "\": value out of range" : "\": invalid syntax");
    }
}
