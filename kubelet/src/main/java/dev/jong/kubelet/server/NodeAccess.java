package dev.jong.kubelet.server;

import java.util.List;

/// What a request to a kubelet needs: a verb on one of these subresources of the node (KEP-2862).
///
/// @param subresources any of them will do
record NodeAccess(String verb, List<String> subresources) {
    private static final String PROXY = "proxy";

    NodeAccess {
        subresources = List.copyOf(subresources);
    }

    /// @param first part of the path
    static NodeAccess of(String method, String first) {
        var subresources =
                switch (first) {
                    case "stats" -> List.of("stats");
                    case "metrics" -> List.of("metrics");
                    case "logs" -> List.of("log");
                    case "pods", "runningpods" -> List.of("pods", PROXY);
                    case "healthz" -> List.of("healthz", PROXY);
                    case "configz" -> List.of("configz", PROXY);
                    case "statusz" -> List.of("statusz");
                    case "flagz" -> List.of("configz");
                    default -> List.of(PROXY);
                };
        var verb =
                switch (method) {
                    case "POST" -> "create";
                    case "PUT" -> "update";
                    case "PATCH" -> "patch";
                    case "DELETE" -> "delete";
                    default -> "get";
                };
        return new NodeAccess(verb, subresources);
    }
}
