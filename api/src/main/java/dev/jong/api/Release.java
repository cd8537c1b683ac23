package dev.jong.api;

/// Which Kubernetes this is.
public final class Release {
    /// As `gitVersion` of `/version`, and as nodes tell it.
    public static final String VERSION = "v1.36.2+jong";

    public static final String MINOR = "1.36";

    private Release() {}
}
