package dev.jong.apiserver.authentication;

import dev.jong.api.errors.ApiException;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.apiserver.authorization.Attributes;
import dev.jong.apiserver.authorization.Authorizer;
import dev.jong.apiserver.authorization.Forbidden;
import dev.jong.apiserver.request.User;
import dev.jong.apiserver.validation.DomainPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Whether a caller may go one way to be another, for one request.
final class ImpersonationCheck {
    private static final String AUTHENTICATION = "authentication.k8s.io";
    private static final String UNAUTHENTICATED = "system:unauthenticated";
    private static final String NODES = "system:nodes";
    private static final String KEYS = "authentication.kubernetes.io/associated-node-keys";

    /// From so many questions on it is asked first whether everything is allowed.
    private static final int MANY = 4;

    private final ImpersonationMode mode;
    private final Authorizer authorizer;
    private final Impersonation.Listener listener;
    private final Attributes asked;
    private final boolean constrained;

    ImpersonationCheck(
            ImpersonationMode mode,
            Authorizer authorizer,
            Impersonation.Listener listener,
            Attributes asked) {
        this.mode = mode;
        this.authorizer = authorizer;
        this.listener = listener;
        this.constrained = mode != ImpersonationMode.LEGACY;
        this.asked =
                mode == ImpersonationMode.ASSOCIATED_NODE
                        ? asked.by(onAnyNode(asked.user()))
                        : asked;
    }

    /// A service account on whatever node: what is decided of it holds for all its Pods.
    private static User onAnyNode(User caller) {
        var keys = caller.extra().keySet().stream().sorted().toList();
        return new User(caller.name(), caller.uid(), caller.groups(), Map.of(KEYS, keys));
    }

    /// The user that the caller becomes, with the groups that go with his name.
    ///
    /// @throws ApiException with what is not allowed
    User check(User wanted) {
        if (constrained) {
            require(asked.as(mode.verbOn(asked.verb())));
        }
        var groups = new ArrayList<>(wanted.groups());
        groups.addAll(name(wanted));
        if (!wanted.uid().isEmpty()) {
            require(impersonate(AUTHENTICATION, "uids", "", wanted.uid(), ""));
        }
        groups(wanted.groups());
        extra(wanted.extra());
        addGroup(wanted.name(), groups);
        return new User(wanted.name(), wanted.uid(), groups, wanted.extra());
    }

    private static void addGroup(String name, List<String> groups) {
        boolean anonymous = name.equals(User.ANONYMOUS.name());
        var group = anonymous ? UNAUTHENTICATED : User.AUTHENTICATED;
        if (!groups.contains(UNAUTHENTICATED) && !groups.contains(group)) {
            groups.add(group);
        }
    }

    /// @return the groups that a node or service account is in when no others are asked for
    private List<String> name(User wanted) {
        var group = constrained ? AUTHENTICATION : "";
        var node = ImpersonationMode.node(wanted.name());
        var account = ImpersonationMode.account(wanted.name());
        if (constrained && !node.isEmpty()) {
            boolean any = mode == ImpersonationMode.ASSOCIATED_NODE;
            require(impersonate(group, "nodes", "", any ? "*" : node, ""));
            return List.of(NODES);
        }
        if (account.length == 2) {
            require(impersonate(group, "serviceaccounts", account[0], account[1], ""));
            return wanted.groups().isEmpty() ? ServiceAccountTokens.groups(account[0]) : List.of();
        }
        require(impersonate(group, "users", "", wanted.name(), ""));
        return List.of();
    }

    private void groups(List<String> groups) {
        var group = constrained ? AUTHENTICATION : "";
        if (constrained) {
            if (groups.contains("")) {
                throw Forbidden.of(
                        impersonate(group, "groups", "", "", ""),
                        "impersonating the empty string group is not allowed");
            }
            if (groups.contains(User.MASTERS)) {
                throw Forbidden.of(
                        impersonate(group, "groups", "", User.MASTERS, ""),
                        "impersonating the system:masters group is not allowed");
            }
            if (groups.size() >= MANY && may(impersonate(group, "groups", "", "*", ""))) {
                return;
            }
        }
        groups.forEach(each -> require(impersonate(group, "groups", "", each, "")));
    }

    private void extra(Map<String, List<String>> extra) {
        var sorted = new TreeMap<>(extra);
        if (constrained) {
            sorted.forEach(this::demandGood);
            long values = sorted.values().stream().mapToInt(List::size).sum();
            if ((sorted.size() >= MANY || values >= MANY)
                    && may(impersonate(AUTHENTICATION, "userextras", "", "*", "*"))) {
                return;
            }
        }
        sorted.forEach((key, values) ->
                values.forEach(value ->
                        require(impersonate(AUTHENTICATION, "userextras", "", value, key))));
    }

    private void demandGood(String key, List<String> values) {
        if (key.isEmpty()) {
            throw refused("the empty string key in extra is not allowed");
        }
        var errors = new FieldErrors();
        DomainPrefix.check(key, FieldPath.of("extra", "key"), errors);
        if (!errors.isEmpty()) {
            var all = errors.list().stream().map(Object::toString).toList();
            throw refused(
                    "an invalid key in extra is not allowed: "
                            + (all.size() == 1
                                    ? all.getFirst()
                                    : "[" + String.join(", ", all) + "]"));
        }
        if (!key.equals(key.toLowerCase(Locale.ROOT))) {
            throw refused("a non-lowercase key in extra is not allowed: \"" + key + '"');
        }
        if (values.contains("")) {
            throw refused("the empty string value in extra is not allowed");
        }
    }

    private ApiException refused(String why) {
        return Forbidden.of(
                impersonate(AUTHENTICATION, "userextras", "", "", ""), "impersonating " + why);
    }

    private Attributes impersonate(
            String group, String resource, String namespace, String name, String subresource) {
        return new Attributes(
                asked.user(),
                true,
                mode.verb(),
                group,
                "v1",
                namespace,
                resource,
                subresource,
                name,
                "");
    }

    private boolean may(Attributes attributes) {
        try {
            require(attributes);
            return true;
        } catch (ApiException _) {
            return false;
        }
    }

    private void require(Attributes attributes) {
        long start = System.nanoTime();
        var decision = authorizer.decide(attributes);
        listener.asked(mode, decision.allowed(), System.nanoTime() - start);
        if (!decision.allowed()) {
            throw Forbidden.of(attributes, decision.reason());
        }
    }
}
