package dev.jong.apiserver.openapi;

import static dev.jong.apiserver.openapi.GroupPaths.META;

import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.openapi.Operation.Media;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The paths that belong to no group's version: what tells of groups, of the server's version, and
/// of how its tokens are checked. Each is a document of its own in version 3.
///
/// @param name of its document, which is its path without the slashes around
/// @param tag what its operation is listed under
record ServerPaths(String name, String tag, Operation operation) {

    /// @param groups that are built in; empty for the core
    static Map<String, ServerPaths> of(Collection<String> groups) {
        var all = new TreeMap<String, ServerPaths>();
        for (var group : groups) {
            var path = group.isEmpty() ? group() : group(group);
            all.put(path.name(), path);
        }
        for (var path : List.of(groups(), version(), configuration(), keys())) {
            all.put(path.name(), path);
        }
        return all;
    }

    JsonObject text(Dialect dialect, Definitions definitions) {
        return GroupPaths.text(
                Map.of("/" + name + "/", List.of(operation)), dialect, tag, definitions);
    }

    private static ServerPaths group() {
        return reading(
                "api",
                "core",
                "getCoreAPIVersions",
                "get available API versions",
                META + "APIVersions",
                Media.GROUPS);
    }

    private static ServerPaths group(String group) {
        var word = GroupPaths.groupWord(group);
        return reading(
                "apis/" + group,
                word,
                "get" + GroupPaths.capital(word) + "APIGroup",
                "get information of a group",
                META + "APIGroup",
                Media.GROUPS);
    }

    private static ServerPaths groups() {
        return reading(
                "apis",
                "apis",
                "getAPIVersions",
                "get available API versions",
                META + "APIGroupList",
                Media.GROUPS);
    }

    private static ServerPaths version() {
        return reading(
                "version",
                "version",
                "getCodeVersion",
                "get the version of this server",
                "io.k8s.apimachinery.pkg.version.Info",
                Media.JSON);
    }

    private static ServerPaths configuration() {
        return reading(
                ".well-known/openid-configuration",
                "WellKnown",
                "getServiceAccountIssuerOpenIDConfiguration",
                "get the OpenID Connect configuration of the issuer of service accounts' tokens",
                "",
                Media.JSON);
    }

    private static ServerPaths keys() {
        return reading(
                "openid/v1/jwks",
                "openid",
                "getServiceAccountIssuerOpenIDKeyset",
                "get the public keys that check service accounts' tokens",
                "",
                Media.KEY_SET);
    }

    private static ServerPaths reading(
            String name, String tag, String id, String description, String answer, Media media) {
        return new ServerPaths(
                name,
                tag,
                new Operation(
                        "get",
                        id,
                        description,
                        "",
                        null,
                        List.of(),
                        "",
                        answer,
                        List.of(200),
                        media));
    }
}
