package dev.jong.apiserver.authentication;

import java.util.Set;

/// Which requests are let in without a credential, as `system:anonymous`.
///
/// @param paths to which alone; empty for every one
public record AnonymousRules(boolean enabled, Set<String> paths) {
    public AnonymousRules {
        paths = Set.copyOf(paths);
    }

    boolean allow(String path) {
        return enabled && (paths.isEmpty() || paths.contains(path));
    }
}
