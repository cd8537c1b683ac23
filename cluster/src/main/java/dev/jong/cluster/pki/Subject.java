package dev.jong.cluster.pki;

import java.util.List;

/// Whom a certificate names: the user (common name) and the groups (organizations) that Kubernetes
/// reads from it.
public record Subject(String user, List<String> groups) {
    public Subject {
        groups = List.copyOf(groups);
    }

    public static Subject of(String user, String... groups) {
        return new Subject(user, List.of(groups));
    }
}
