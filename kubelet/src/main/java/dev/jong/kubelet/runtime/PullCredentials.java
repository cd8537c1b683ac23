package dev.jong.kubelet.runtime;

/// How to log in at a registry; all empty: not at all.
public record PullCredentials(String userName, String password, String auth, String identityToken) {
    public static final PullCredentials NONE = new PullCredentials("", "", "", "");

    @Override
    public String toString() {
        return this.equals(NONE) ? "none" : "given";
    }
}
