package dev.jong.apiserver.openapi;

import static dev.jong.apiserver.openapi.GroupPaths.META;

import dev.jong.apiserver.openapi.Operation.Media;
import java.util.List;

/// The paths by which a resource was watched before lists could be.
final class WatchPaths {
    private static final String WATCH_HINT =
            " deprecated: use the 'watch' parameter with a list operation instead";

    private final ResourcePaths paths;

    WatchPaths(ResourcePaths paths) {
        this.paths = paths;
    }

    void add() {
        var kind = paths.kind();
        var root = GroupPaths.root(kind.group(), kind.version());
        var watched =
                root
                        + "/watch"
                        + (kind.namespaced() ? "/namespaces/{namespace}/" : "/")
                        + kind.plural();
        var list = "watch individual changes to a list of " + kind.name() + "." + WATCH_HINT + ".";
        paths.add(
                watched,
                "get",
                "watch",
                paths.scope() + kind.name() + "List",
                list,
                "watchlist",
                paths.common(false),
                Parameter.LIST,
                "",
                META + "WatchEvent",
                Media.STREAM);
        paths.add(
                watched + "/{name}",
                "get",
                "watch",
                paths.scope() + kind.name(),
                "watch changes to an object of kind "
                        + kind.name()
                        + "."
                        + WATCH_HINT
                        + ", filtered to a single item with the 'fieldSelector' parameter.",
                "watch",
                paths.common(true),
                Parameter.LIST,
                "",
                META + "WatchEvent",
                Media.STREAM);
        if (kind.namespaced()) {
            paths.add(
                    root + "/watch/" + kind.plural(),
                    "get",
                    "watch",
                    kind.name() + "ListForAllNamespaces",
                    list,
                    "watchlist",
                    List.of(Parameter.PRETTY),
                    Parameter.LIST,
                    "",
                    META + "WatchEvent",
                    Media.STREAM);
        }
    }
}
