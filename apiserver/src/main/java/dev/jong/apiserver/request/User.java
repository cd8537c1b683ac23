package dev.jong.apiserver.request;

import dev.jong.api.authentication.v1.UserInfo;
import java.util.List;
import java.util.Map;

/// The one who asks, as authentication found out (`authentication.k8s.io/v1` UserInfo).
///
/// `uid` is empty when unknown.
public record User(String name, String uid, List<String> groups, Map<String, List<String>> extra) {
    public static final String MASTERS = "system:masters";
    public static final String AUTHENTICATED = "system:authenticated";

    /// The server itself: bootstrap and repair loops.
    public static final User SERVER = of("system:apiserver", List.of(MASTERS, AUTHENTICATED));

    public static final User ANONYMOUS = of("system:anonymous", List.of("system:unauthenticated"));

    public User {
        groups = List.copyOf(groups);
        extra = Map.copyOf(extra);
    }

    public static User of(String name, List<String> groups) {
        return new User(name, "", groups, Map.of());
    }

    /// As reviews, audit and expressions show him.
    public UserInfo info() {
        return UserInfo.builder()
                .username(name)
                .uid(uid.isEmpty() ? null : uid)
                .groups(groups)
                .extra(extra)
                .build();
    }

    public boolean in(String group) {
        return groups.contains(group);
    }
}
