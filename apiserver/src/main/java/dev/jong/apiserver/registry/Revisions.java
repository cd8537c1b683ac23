package dev.jong.apiserver.registry;

import dev.jong.api.errors.ApiException;

/// Resource versions as clients write them.
final class Revisions {
    private Revisions() {}

    static long parse(String text) {
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException _) {
            throw ApiException.badRequest(
                    "resourceVersion: Invalid value: \""
                            + text
                            + "\": strconv.ParseUint: parsing \""
                            + text
                            + "\": invalid syntax");
        }
    }
}
