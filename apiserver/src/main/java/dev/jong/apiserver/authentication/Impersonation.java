package dev.jong.apiserver.authentication;

import dev.jong.api.errors.ApiException;
import dev.jong.apiserver.authorization.Attributes;
import dev.jong.apiserver.authorization.Authorizer;
import dev.jong.apiserver.authorization.Forbidden;
import dev.jong.apiserver.request.User;
import dev.jong.http.Headers;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Lets those who may act as somebody else.
public final class Impersonation {
    private static final String AUTHENTICATION = "authentication.k8s.io";
    private static final String EXTRA = "impersonate-extra-";
    private static final String ACCOUNT = "system:serviceaccount:";

    private final Authorizer authorizer;

    public Impersonation(Authorizer authorizer) {
        this.authorizer = authorizer;
    }

    /// Who the request is made as; `user` himself if he asks for nothing else.
    public User apply(User user, Headers headers) {
        var name = headers.value("Impersonate-User");
        var groups = headers.all("Impersonate-Group");
        var uid = headers.value("Impersonate-Uid");
        var extra = extra(headers);
        if (name.isEmpty()) {
            if (groups.isEmpty() && uid.isEmpty() && extra.isEmpty()) {
                return user;
            }
            throw ApiException.badRequest(
                    "requested impersonation of groups, uid or extra without impersonating a user");
        }
        check(user, name, groups, uid, extra);
        var all = new ArrayList<>(groups);
        if (groups.isEmpty() && account(name).length == 2) {
            all.addAll(ServiceAccountTokens.groups(account(name)[0]));
        }
        if (name.equals(User.ANONYMOUS.name())) {
            if (!all.contains("system:unauthenticated")) {
                all.add("system:unauthenticated");
            }
            return new User(name, uid, all, extra);
        }
        return Authentication.authenticated(new User(name, uid, all, extra));
    }

    private void check(
            User user,
            String name,
            List<String> groups,
            String uid,
            Map<String, List<String>> extra) {
        var account = account(name);
        if (account.length == 2) {
            require(
                    Attributes.resource(
                            user, "impersonate", "", "serviceaccounts", account[0], account[1]));
        } else {
            require(Attributes.resource(user, "impersonate", "", "users", "", name));
        }
        groups.forEach(group ->
                require(Attributes.resource(user, "impersonate", "", "groups", "", group)));
        if (!uid.isEmpty()) {
            require(Attributes.resource(user, "impersonate", AUTHENTICATION, "uids", "", uid));
        }
        extra.forEach((key, values) ->
                values.forEach(value ->
                        require(
                                new Attributes(
                                        user,
                                        true,
                                        "impersonate",
                                        AUTHENTICATION,
                                        "v1",
                                        "",
                                        "userextras",
                                        key,
                                        value,
                                        ""))));
    }

    private void require(Attributes attributes) {
        var decision = authorizer.decide(attributes);
        if (!decision.allowed()) {
            throw Forbidden.of(attributes, decision.reason());
        }
    }

    /// Namespace and name of a service account's user name; empty if it is none.
    private static String[] account(String name) {
        if (name.startsWith(ACCOUNT)) {
            var parts = name.substring(ACCOUNT.length()).split(":", -1);
            if (parts.length == 2 && !parts[0].isEmpty() && !parts[1].isEmpty()) {
                return parts;
            }
        }
        return new String[0];
    }

    private static Map<String, List<String>> extra(Headers headers) {
        var extra = new LinkedHashMap<String, List<String>>();
        for (var name : headers.names()) {
            if (name.startsWith(EXTRA)) {
                var key =
                        URLDecoder.decode(
                                        name.substring(EXTRA.length()).replace("+", "%2B"),
                                        StandardCharsets.UTF_8)
                                .toLowerCase(Locale.ROOT);
                extra.put(key, headers.all(name));
            }
        }
        return extra;
    }
}
